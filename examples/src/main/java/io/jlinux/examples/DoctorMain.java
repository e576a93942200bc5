package io.jlinux.examples;

import io.jlinux.doctor.Doctor;
import io.jlinux.doctor.Report;
import io.jlinux.doctor.State;
import java.util.List;

/** Prints what this host allows, and what to do where it does not: {@code ./doctor}, or with {@code --color}. Exits with 1 where something is missing. */
public final class DoctorMain {
    private DoctorMain() {}

    @SuppressWarnings("SystemConsoleNull") // JDK 22 and newer colour a pipe, too; Console.isTerminal is theirs only
    public static void main(String[] args) {
        Report report = Doctor.examine();
        boolean color = List.of(args).contains("--color");
        System.out.print(report.text(color));
        System.exit(report.worst() == State.MISSING ? 1 : 0);
    }
}
