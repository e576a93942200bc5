package io.jlinux.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The resident C floor, asked over pipes: "do this n times, and say how many nanoseconds it took". Its own start is not
 * measured. Not thread-safe.
 */
final class FloorServer implements AutoCloseable {
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader replies;

    private FloorServer(Process process) {
        this.process = process;
        this.requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.replies = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts {@code program} with {@code arguments}. */
    static FloorServer start(Path program, List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.command().addAll(arguments);
        return new FloorServer(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /**
     * Runs {@code operation} {@code iterations} times, after {@code pauseMillis} of idleness each.
     *
     * @return the nanoseconds all of them took together, without the pauses, by the floor's own clock
     */
    long run(String operation, int iterations, int pauseMillis, List<String> arguments) throws IOException {
        requests.write(operation + '\t' + iterations + '\t' + pauseMillis);
        for (String argument : arguments) requests.append('\t').append(argument);
        requests.write('\n');
        requests.flush();
        String reply = replies.readLine();
        if (reply == null) throw new IOException("the C floor died while it did " + operation);
        if (reply.startsWith("!")) throw new IOException("the C floor failed in " + operation + reply.substring(1));
        return Long.parseLong(reply);
    }

    /** Gives the server memory that it has touched, as a process with a big heap has. */
    void addBallast(int mebibytes) throws IOException {
        run("ballast", mebibytes, 0, List.of());
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
