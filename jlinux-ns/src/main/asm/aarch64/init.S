// Process 1 of a pid namespace: reaps what is orphaned, hands signals on to the program, and ends as the program does.
// Position independent; no libc. All signals are blocked when it begins, and stay so: they are taken by rt_sigtimedwait.
// Descriptor 0 is an eventfd: it holds the pid of the program, and gets its wait status, with bit 32. Build and compare: see InitTest.java.
//
// Register use: w19 = pid of the program, sp = 8 bytes of mask or status, sp + 16 = siginfo_t.

    .text
    .globl _start
_start:
    sub     sp, sp, #160
    mov     x0, #0                  // read(0, pid, 8)
    mov     x1, sp
    mov     x2, #8
    mov     x8, #63
    svc     #0
    cmp     x0, #8
    b.ne    fail
    ldr     w19, [sp]

reap:                               // wait4(-1, status, WNOHANG|__WALL, 0)
    mov     x0, #-1
    mov     x1, sp
    mov     w2, #1
    movk    w2, #0x4000, lsl #16
    mov     x3, #0
    mov     x8, #260
    svc     #0
    cmp     w0, #0
    b.le    wait                    // none has ended, or there is none
    cmp     w0, w19
    b.ne    reap

    ldr     w20, [sp]               // the program has: write(0, status | 1 << 32, 8)
    orr     x9, x20, #0x100000000
    str     x9, [sp]
    mov     x0, #0
    mov     x1, sp
    mov     x2, #8
    mov     x8, #64
    svc     #0
    ands    w0, w20, #127           // 128 + signal, or the exit code
    b.eq    1f
    orr     w0, w0, #128
    b       exit
1:  ubfx    w0, w20, #8, #8
exit:
    mov     x8, #94                 // exit_group: the kernel kills the rest
    svc     #0
    b       exit
fail:
    mov     w0, #127
    b       exit

wait:                               // rt_sigtimedwait(all, info, 0, 8)
    mov     x9, #-1
    str     x9, [sp]
    mov     x0, sp
    add     x1, sp, #16
    mov     x2, #0
    mov     x3, #8
    mov     x8, #137
    svc     #0
    cmp     w0, #0
    b.le    wait                    // EINTR
    cmp     w0, #17                 // SIGCHLD
    b.eq    reap
    ldr     w9, [sp, #24]
    cmp     w9, #0x80               // SI_KERNEL: from the terminal, which tells the program itself
    b.eq    wait
    mov     w1, w0                  // kill(program, signal)
    mov     w0, w19
    mov     x8, #129
    svc     #0
    b       wait
