/** Programs on JLinux, to run and to copy from. Never published. */
package io.jlinux.examples;
