/** What was measured, as files: JMH's JSON, a table of ratios against the targets, and a chart. */
@NullMarked
package io.jlinux.benchmarks.report;

import org.jspecify.annotations.NullMarked;
