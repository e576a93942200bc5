/**
 * Internal: the formats of the kernel's cgroup files, and one cgroup directory held by its descriptor. Parsers take
 * text and know no file; {@link io.jlinux.cgroup.file.CgroupDir} fetches and knows no format beyond numbers.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.file;
