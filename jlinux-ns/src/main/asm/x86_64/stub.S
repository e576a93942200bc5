# The stub: starts a child and plays its tape. Position independent; no libc, no stack use in the child, no data of its own.
# The layout of header and entry is drawn in TapeLayout.java. Build and compare: see StubTest.java.
#
# Register use in the child: rbx = header, r12 = current entry, r15 = errno of a failed call.

    .intel_syntax noprefix
    .text
    .globl _start
_start:
    jmp     start                   # offset 0: long start(header *), called from Java
    .balign 8, 0x90
    jmp     image                   # offset 8: entry point of the sealed image

    .balign 8, 0x90
start:
    push    rbx
    push    rbp
    push    r12
    mov     rbx, rdi
    mov     edi, 2                  # rt_sigprocmask(SIG_SETMASK, all, saved, 8)
    lea     rsi, [rbx + 80]
    lea     rdx, [rbx + 72]
    mov     r10d, 8
    mov     eax, 14
    syscall
    mov     rax, [rbx]              # clone3 or clone, as Java chose
    mov     rdi, [rbx + 8]
    mov     rsi, [rbx + 16]
    mov     rdx, [rbx + 24]
    mov     r10, [rbx + 32]
    mov     r8, [rbx + 40]
    syscall
    test    rax, rax
    jz      play
    mov     rbp, rax                # the parent: restore the mask, return the result
    mov     edi, 2
    lea     rsi, [rbx + 72]
    xor     edx, edx
    mov     r10d, 8
    mov     eax, 14
    syscall
    mov     rax, rbp
    pop     r12
    pop     rbp
    pop     rbx
    ret

image:                              # argv[0] is the number of the tape's descriptor, in decimal
    mov     rsi, [rsp + 8]
    xor     r8d, r8d
digit:
    movzx   eax, byte ptr [rsi]
    test    al, al
    jz      map
    imul    r8, r8, 10
    sub     eax, '0'
    add     r8, rax
    inc     rsi
    jmp     digit
map:
    movabs  rdi, 0x1000000000       # mmap(BASE, SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, tape, 0)
    mov     esi, 0x2000000
    mov     edx, 3
    mov     r10d, 0x11
    xor     r9d, r9d
    mov     eax, 9
    syscall
    cmp     rax, rdi
    jne     exit
    mov     rbx, rax

play:
    mov     r12, [rbx + 48]
next:
    mov     [rbx + 56], r12         # where the child is, for the parent's report
    movzx   r14d, byte ptr [r12 + 80]
    mov     rdi, [r12 + 8]
    test    r14d, 1
    jz      1f
    mov     rdi, [rdi]
1:  mov     rsi, [r12 + 16]
    test    r14d, 2
    jz      2f
    mov     rsi, [rsi]
2:  mov     rdx, [r12 + 24]
    test    r14d, 4
    jz      3f
    mov     rdx, [rdx]
3:  mov     r10, [r12 + 32]
    test    r14d, 8
    jz      4f
    mov     r10, [r10]
4:  mov     r8, [r12 + 40]
    test    r14d, 16
    jz      5f
    mov     r8, [r8]
5:  mov     r9, [r12 + 48]
    test    r14d, 32
    jz      6f
    mov     r9, [r9]
6:  mov     rax, [r12]
    test    rax, rax
    js      pseudo
    syscall
check:
    cmp     rax, -4095
    jae     error
done:
    movzx   ecx, word ptr [r12 + 84]
store:
    mov     rdx, [r12 + 56]
    test    rdx, rdx
    jz      7f
    mov     [rdx], rax
advance:
7:  inc     ecx
    imul    rcx, rcx, 96
    add     r12, rcx
    jmp     next

error:
    mov     r15, rax
    neg     r15
    movzx   edx, byte ptr [r12 + 81]
    cmp     r15, 4                  # EINTR
    jne     8f
    test    edx, 1
    jnz     retry
8:  cmp     r15, 11                 # EAGAIN
    jne     accept
    test    edx, 2
    jnz     retry
accept:
    mov     rdx, [r12 + 64]
    cmp     r15, 64
    jb      9f
    cmp     r15, 128
    jae     fail
    mov     rdx, [r12 + 72]
9:  bt      rdx, r15
    jnc     fail
    movzx   ecx, word ptr [r12 + 86]
    jmp     store
retry:
    movzx   ecx, word ptr [r12 + 82]
    test    ecx, ecx
    jz      accept
    dec     ecx
    mov     word ptr [r12 + 82], cx
    jmp     next
fail:
    mov     [rbx + 64], r15
exit:
    mov     edi, 127
exit_with:
    mov     eax, 231                # exit_group
    syscall
    jmp     exit

pseudo:
    cmp     rax, -1
    je      assert
    cmp     rax, -2
    je      move
    cmp     rax, -4
    je      beside
fork:                               # -3: clone(args); the parent stores the pid and ends, the child goes on
    mov     eax, 56
    syscall
    movzx   ecx, word ptr [r12 + 84]
    test    rax, rax
    jz      advance                 # the place is shared, and the parent's to fill
    cmp     rax, -4095
    jae     error
    mov     rdx, [r12 + 56]
    mov     [rdx], rax
    xor     edi, edi
    jmp     exit_with
beside:                             # -4: clone(args) that waits for the child's execve; the child goes on, then the parent, further on
    mov     eax, 56
    syscall
    xor     ecx, ecx
    test    rax, rax
    jz      advance
    cmp     rax, -4095
    jae     error
    cmp     qword ptr [rbx + 64], 0
    jne     exit                    # the child has failed, and has said where
    mov     rdx, [r12 + 56]
    mov     rcx, [rbx + 56]
    mov     [rdx + 8], rcx          # where the child is: at its execve, unless it was killed before
    jmp     done
assert:                             # -1: (a & b) == c, else the errno d
    and     rdi, rsi
    xor     eax, eax
    cmp     rdi, rdx
    je      done
    mov     rax, r10
    neg     rax
    jmp     check
move:                               # -2: the result is a
    mov     rax, rdi
    jmp     done
