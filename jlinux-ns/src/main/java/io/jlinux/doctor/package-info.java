/**
 * What this host allows, and for each no what to do about it.
 *
 * <p>First call: {@link io.jlinux.doctor.Doctor#examine()}. The command is {@code ./doctor}, or {@code
 * io.jlinux.examples.DoctorMain}. Not for: deciding at every start what to ask for; {@link io.jlinux.sys.KernelFeatures} and the
 * error of the start itself are cheaper and nearer.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.doctor;
