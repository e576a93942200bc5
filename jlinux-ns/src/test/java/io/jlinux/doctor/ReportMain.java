package io.jlinux.doctor;

/** Prints what the doctor finds in this JVM. */
public final class ReportMain {
    private ReportMain() {}

    public static void main(String[] args) {
        Doctor.examine().findings().forEach(System.out::println);
    }
}
