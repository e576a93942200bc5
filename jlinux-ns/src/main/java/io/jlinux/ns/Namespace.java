package io.jlinux.ns;

public enum Namespace { MOUNT }
