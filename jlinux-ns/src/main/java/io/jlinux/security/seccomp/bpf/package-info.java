/** Classic BPF: a graph of decisions, its layout as a program, an interpreter and a text form. Internal. */
@org.jspecify.annotations.NullMarked
package io.jlinux.security.seccomp.bpf;
