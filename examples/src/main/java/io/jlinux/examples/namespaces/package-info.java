/** Module 1 of the learning path: namespaces, one program a question, each short enough to read in one go. */
@org.jspecify.annotations.NullMarked
package io.jlinux.examples.namespaces;
