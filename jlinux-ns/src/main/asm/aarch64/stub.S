// The stub: starts a child and plays its tape. Position independent; no libc, no stack use in the child, no data of its own.
// The layout of header and entry is drawn in TapeLayout.java. Build and compare: see StubTest.java.
//
// Register use in the child: x19 = header, x20 = current entry, x21 = errno of a failed call.

    .text
    .globl _start
_start:
    b       start                   // offset 0: long start(header *), called from Java
    nop
    b       image                   // offset 8: entry point of the sealed image
    nop

start:
    stp     x19, x20, [sp, #-16]!
    mov     x19, x0
    mov     x0, #2                  // rt_sigprocmask(SIG_SETMASK, all, saved, 8)
    add     x1, x19, #80
    add     x2, x19, #72
    mov     x3, #8
    mov     x8, #135
    svc     #0
    ldr     x8, [x19]               // clone3 or clone, as Java chose
    ldp     x0, x1, [x19, #8]
    ldp     x2, x3, [x19, #24]
    ldr     x4, [x19, #40]
    svc     #0
    cbz     x0, play
    mov     x20, x0                 // the parent: restore the mask, return the result
    mov     x0, #2
    add     x1, x19, #72
    mov     x2, #0
    mov     x3, #8
    mov     x8, #135
    svc     #0
    mov     x0, x20
    ldp     x19, x20, [sp], #16
    ret

image:                              // argv[0] is the number of the tape's descriptor, in decimal
    ldr     x1, [sp, #8]
    mov     x4, #0
    mov     x6, #10
digit:
    ldrb    w0, [x1], #1
    cbz     w0, map
    sub     x0, x0, #'0'
    madd    x4, x4, x6, x0
    b       digit
map:
    mov     x0, #0x1000000000       // mmap(BASE, SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, tape, 0)
    mov     x19, x0
    mov     x1, #0x2000000
    mov     x2, #3
    mov     x3, #0x11
    mov     x5, #0
    mov     x8, #222
    svc     #0
    cmp     x0, x19
    b.ne    exit

play:
    ldr     x20, [x19, #48]
next:
    str     x20, [x19, #56]         // where the child is, for the parent's report
    ldrb    w9, [x20, #80]
    ldp     x0, x1, [x20, #8]
    ldp     x2, x3, [x20, #24]
    ldp     x4, x5, [x20, #40]
    tbz     w9, #0, 1f
    ldr     x0, [x0]
1:  tbz     w9, #1, 2f
    ldr     x1, [x1]
2:  tbz     w9, #2, 3f
    ldr     x2, [x2]
3:  tbz     w9, #3, 4f
    ldr     x3, [x3]
4:  tbz     w9, #4, 5f
    ldr     x4, [x4]
5:  tbz     w9, #5, 6f
    ldr     x5, [x5]
6:  ldr     x8, [x20]
    tbnz    x8, #63, pseudo
    svc     #0
check:
    cmn     x0, #4095
    b.hs    error
done:
    ldrh    w9, [x20, #84]
store:
    ldr     x10, [x20, #56]
    cbz     x10, 7f
    str     x0, [x10]
advance:
7:  add     x9, x9, #1
    mov     x10, #96
    madd    x20, x9, x10, x20
    b       next

error:
    neg     x21, x0
    ldrb    w9, [x20, #81]
    cmp     x21, #4                 // EINTR
    b.ne    8f
    tbnz    w9, #0, retry
8:  cmp     x21, #11                // EAGAIN
    b.ne    accept
    tbnz    w9, #1, retry
accept:
    ldr     x10, [x20, #64]
    cmp     x21, #64
    b.lo    9f
    cmp     x21, #128
    b.hs    fail
    ldr     x10, [x20, #72]
9:  lsr     x10, x10, x21
    tbz     x10, #0, fail
    ldrh    w9, [x20, #86]
    b       store
retry:
    ldrh    w9, [x20, #82]
    cbz     w9, accept
    sub     w9, w9, #1
    strh    w9, [x20, #82]
    b       next
fail:
    str     x21, [x19, #64]
exit:
    mov     x0, #127
exit_with:
    mov     x8, #94                 // exit_group
    svc     #0
    b       exit

pseudo:
    cmn     x8, #1
    b.eq    assert
    cmn     x8, #2
    b.eq    done                    // -2: the result is a
    cmn     x8, #4
    b.eq    beside
    mov     x8, #220                // -3: clone(args); the parent stores the pid and ends, the child goes on
    svc     #0
    ldrh    w9, [x20, #84]
    cbz     x0, advance             // the place is shared, and the parent's to fill
    cmn     x0, #4095
    b.hs    error
    ldr     x10, [x20, #56]
    str     x0, [x10]
    mov     x0, #0
    b       exit_with
beside:                             // -4: clone(args) that waits for the child's execve; the child goes on, then the parent, further on
    mov     x8, #220
    svc     #0
    mov     x9, #0
    cbz     x0, advance
    cmn     x0, #4095
    b.hs    error
    ldr     x10, [x19, #64]
    cbnz    x10, exit               // the child has failed, and has said where
    ldr     x10, [x20, #56]
    ldr     x11, [x19, #56]
    str     x11, [x10, #8]          // where the child is: at its execve, unless it was killed before
    b       done
assert:                             // -1: (a & b) == c, else the errno d
    and     x0, x0, x1
    cmp     x0, x2
    mov     x0, #0
    b.eq    done
    neg     x0, x3
    b       check
