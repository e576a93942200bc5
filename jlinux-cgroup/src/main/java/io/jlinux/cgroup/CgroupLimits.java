package io.jlinux.cgroup;

final class CgroupLimits { }
