package io.jlinux.security;

public enum Capability { CHOWN }
