# Process 1 of a pid namespace: reaps what is orphaned, hands signals on to the program, and ends as the program does.
# Position independent; no libc. All signals are blocked when it begins, and stay so: they are taken by rt_sigtimedwait.
# Descriptor 0 is an eventfd: it holds the pid of the program, and gets its wait status, with bit 32. Build and compare: see InitTest.java.
#
# Register use: ebx = pid of the program, rsp = 8 bytes of mask or status, rsp + 16 = siginfo_t.

    .intel_syntax noprefix
    .text
    .globl _start
_start:
    sub     rsp, 160
    xor     edi, edi                # read(0, pid, 8)
    mov     rsi, rsp
    mov     edx, 8
    xor     eax, eax
    syscall
    cmp     rax, 8
    jne     fail
    mov     ebx, [rsp]

reap:                               # wait4(-1, status, WNOHANG|__WALL, 0)
    mov     rdi, -1
    mov     rsi, rsp
    mov     edx, 0x40000001
    xor     r10d, r10d
    mov     eax, 61
    syscall
    test    eax, eax
    jle     wait                    # none has ended, or there is none
    cmp     eax, ebx
    jne     reap

    mov     r12d, [rsp]             # the program has: write(0, status | 1 << 32, 8)
    mov     rax, r12
    bts     rax, 32
    mov     [rsp], rax
    xor     edi, edi
    mov     rsi, rsp
    mov     edx, 8
    mov     eax, 1
    syscall
    mov     edi, r12d               # 128 + signal, or the exit code
    and     edi, 127
    jz      1f
    or      edi, 128
    jmp     exit
1:  mov     edi, r12d
    shr     edi, 8
    and     edi, 255
exit:
    mov     eax, 231                # exit_group: the kernel kills the rest
    syscall
    jmp     exit
fail:
    mov     edi, 127
    jmp     exit

wait:                               # rt_sigtimedwait(all, info, 0, 8)
    mov     qword ptr [rsp], -1
    mov     rdi, rsp
    lea     rsi, [rsp + 16]
    xor     edx, edx
    mov     r10d, 8
    mov     eax, 128
    syscall
    test    eax, eax
    jle     wait                    # EINTR
    cmp     eax, 17                 # SIGCHLD
    je      reap
    cmp     dword ptr [rsp + 24], 0x80  # SI_KERNEL: from the terminal, which tells the program itself
    je      wait
    mov     esi, eax                # kill(program, signal)
    mov     edi, ebx
    mov     eax, 62
    syscall
    jmp     wait
