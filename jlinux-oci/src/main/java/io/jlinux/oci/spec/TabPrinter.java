package io.jlinux.oci.spec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.PrettyPrinter;

/**
 * Line breaks and tabs as Go's writers put them. For one text. Jackson's own printer takes longer until its first text than all of a
 * short command.
 */
final class TabPrinter implements PrettyPrinter {
    private int depth;

    @Override
    public void writeRootValueSeparator(JsonGenerator out) {
        out.writeRaw('\n');
    }

    @Override
    public void writeStartObject(JsonGenerator out) {
        start(out, '{');
    }

    @Override
    public void writeEndObject(JsonGenerator out, int entries) {
        end(out, entries, '}');
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator out) {
        separate(out);
    }

    @Override
    public void writeObjectNameValueSeparator(JsonGenerator out) {
        out.writeRaw(": ");
    }

    @Override
    public void writeStartArray(JsonGenerator out) {
        start(out, '[');
    }

    @Override
    public void writeEndArray(JsonGenerator out, int values) {
        end(out, values, ']');
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator out) {
        separate(out);
    }

    @Override
    public void beforeArrayValues(JsonGenerator out) {
        breakLine(out);
    }

    @Override
    public void beforeObjectEntries(JsonGenerator out) {
        breakLine(out);
    }

    private void start(JsonGenerator out, char bracket) {
        out.writeRaw(bracket);
        depth++;
    }

    private void end(JsonGenerator out, int content, char bracket) {
        depth--;
        if (content > 0) breakLine(out);
        out.writeRaw(bracket);
    }

    private void separate(JsonGenerator out) {
        out.writeRaw(',');
        breakLine(out);
    }

    private void breakLine(JsonGenerator out) {
        out.writeRaw('\n');
        for (int i = 0; i < depth; i++) out.writeRaw('\t');
    }
}
