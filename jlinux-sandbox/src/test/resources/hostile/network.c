/* Reaching somebody. */
#include "hostile.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/vm_sockets.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static int to(const char *address, int port, int type) {
    int s = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    inet_pton(AF_INET, address, &a.sin_addr);
    int r = connect(s, (struct sockaddr *)&a, sizeof a);
    return r < 0 && errno == EINPROGRESS ? 0 : r;
}

/* ARGUMENT: a port on which the host listens. */
static void loopback(char **args) {
    forbidden("TCP to 127.0.0.1", to("127.0.0.1", atoi(args[0]), SOCK_STREAM));
    forbidden("UDP to 127.0.0.1", to("127.0.0.1", atoi(args[0]), SOCK_DGRAM));
}

static void internet(char **args) {
    (void)args;
    forbidden("UDP to 192.0.2.1", to("192.0.2.1", 53, SOCK_DGRAM)); /* TEST-NET: sends nothing */
    forbidden("UDP to 169.254.169.254", to("169.254.169.254", 80, SOCK_DGRAM));
}

/* ARGUMENT: the name of an abstract socket on which the host listens. */
static void abstract_socket(char **args) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    size_t n = strlen(args[0]);
    memcpy(a.sun_path + 1, args[0], n);
    socklen_t size = offsetof(struct sockaddr_un, sun_path) + 1 + n;
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    forbidden("connect to the abstract socket", connect(s, (struct sockaddr *)&a, size));
    FILE *known = fopen("/proc/net/unix", "r");
    for (char line[1024]; known && fgets(line, sizeof line, known);)
        if (strstr(line, args[0])) escaped("its name in /proc/net/unix");
}

static void raw_sockets(char **args) {
    (void)args;
    forbidden("raw IP", socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    forbidden("raw IPv6", socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6));
    forbidden("packet", socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
}

static void links(char **args) {
    (void)args;
    for (struct if_nameindex *all = if_nameindex(), *i = all; i && i->if_index; i++)
        if (strcmp(i->if_name, "lo") && strncmp(i->if_name, "tunl", 4) && strncmp(i->if_name, "sit", 3) && strncmp(i->if_name, "ip", 2)
            && strncmp(i->if_name, "gre", 3) && strncmp(i->if_name, "erspan", 6)) /* some kernels give each namespace these */
            escaped("link %s", i->if_name);
    int route = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (route < 0) {
        tried("netlink", route);
        return;
    }
    struct {
        struct nlmsghdr h;
        struct ifinfomsg i;
    } up = {
        .h = {.nlmsg_len = sizeof up, .nlmsg_type = RTM_NEWLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
        .i = {.ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP},
    };
    char answer[4096];
    if (send(route, &up, sizeof up, 0) < 0 || recv(route, answer, sizeof answer, 0) < 0) {
        tried("set lo up", -1);
        return;
    }
    errno = -((struct nlmsgerr *)NLMSG_DATA((struct nlmsghdr *)answer))->error;
    forbidden("set lo up", errno ? -1 : 0);
}

/* The socket families that no namespace holds. */
static void machine_sockets(char **args) {
    (void)args;
    int s = socket(AF_VSOCK, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s < 0) {
        tried("vsock", s);
        return;
    }
    struct sockaddr_vm hypervisor = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_HOST, .svm_port = 1};
    int r = connect(s, (struct sockaddr *)&hypervisor, sizeof hypervisor);
    forbidden("vsock to the hypervisor", r < 0 && errno == EINPROGRESS ? 0 : r);
}

const struct attack NETWORK[] = {
    {"loopback", loopback},       {"internet", internet}, {"abstract-socket", abstract_socket},
    {"raw-sockets", raw_sockets}, {"links", links},       {"machine-sockets", machine_sockets},
    {NULL, NULL},
};
