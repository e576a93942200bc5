package io.jlinux.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs each test method in fresh namespaces: {@code @InNamespace(NET)}.
 *
 * <p>The constructor, the before-each and after-each methods and the test itself run on one platform thread, which
 * unshares the namespaces first and dies afterwards. Methods of the whole class (before-all, after-all) stay outside.
 * Unsharing needs CAP_SYS_ADMIN: an ordinary user's JVM is multithreaded and cannot make a user namespace for itself,
 * so there the tests are skipped, or fail where {@link Requirement#ROOT} is promised.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InNamespaceExtension.class)
public @interface InNamespace {
    Kind[] value();
}
