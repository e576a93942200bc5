/** Programs for learning what cgroups do, each to be read in one go. */
package io.jlinux.examples.cgroups;
