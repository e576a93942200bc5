package io.jlinux.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a test, or every test of a class, needs of its environment: {@code @Requires({ROOT, CGROUP2_MEMORY})}.
 *
 * <p>Where it is missing the test is skipped, visibly and with the reason. Where the environment promises it (system
 * property {@code jlinux.promises} or variable {@code JLINUX_PROMISES}, names with commas between; {@code ALL_CGROUP2}
 * stands for every cgroup-v2 requirement, {@code ALL_LINK_KINDS} for every kind of link) its absence fails the test instead.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCondition.class)
public @interface Requires {
    Requirement[] value();
}
