package io.jlinux.net;

final class Veth { }
