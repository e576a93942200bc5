/*
 * Links over rtnetlink, with the messages that are needed and no others.
 *
 *   network-veth      pairs in a namespace of the batch's own, over one socket
 *   network-connect   two namespaces, a pair between them, addresses, both ends up and running, a datagram that is answered
 *   network-dump      all links of the namespace that args[0] names, each with its name, MTU and address
 */
#include "floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* linux/if.h has it, and does not go together with net/if.h. */
#define OPERSTATE_UP 6

static char request[1024], answer[32768];

static struct nlmsghdr *begin(int type, int flags, const void *header, int size) {
    struct nlmsghdr *n = (void *)request;
    memset(request, 0, sizeof request);
    n->nlmsg_type = type;
    n->nlmsg_flags = NLM_F_REQUEST | flags;
    n->nlmsg_len = NLMSG_LENGTH(size);
    memcpy(NLMSG_DATA(n), header, size);
    return n;
}

static struct rtattr *put(struct nlmsghdr *n, int type, const void *value, int size) {
    struct rtattr *a = (void *)(request + NLMSG_ALIGN(n->nlmsg_len));
    a->rta_type = type;
    a->rta_len = RTA_LENGTH(size);
    if (size) memcpy(RTA_DATA(a), value, size);
    n->nlmsg_len = NLMSG_ALIGN(n->nlmsg_len) + RTA_ALIGN(a->rta_len);
    return a;
}

static void nest_end(struct nlmsghdr *n, struct rtattr *a) { a->rta_len = request + n->nlmsg_len - (char *)a; }

static int open_route(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }

/* Sends the request and takes the acknowledgement. */
static int execute(int s, const char *step) {
    struct nlmsghdr *n = (void *)request;
    n->nlmsg_flags |= NLM_F_ACK;
    if (send(s, request, n->nlmsg_len, 0) < 0 || recv(s, answer, sizeof answer, 0) < 0) return failed(step);
    struct nlmsghdr *r = (void *)answer;
    int error = r->nlmsg_type == NLMSG_ERROR ? ((struct nlmsgerr *)NLMSG_DATA(r))->error : 0;
    errno = -error;
    return error ? failed(step) : 0;
}

static int create_veth(int s, const char *name, const char *peer, int peer_ns) {
    struct ifinfomsg header = {0};
    struct nlmsghdr *n = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof header);
    put(n, IFLA_IFNAME, name, strlen(name) + 1);
    struct rtattr *info = put(n, IFLA_LINKINFO, NULL, 0);
    put(n, IFLA_INFO_KIND, "veth", 5);
    struct rtattr *data = put(n, IFLA_INFO_DATA, NULL, 0);
    struct rtattr *other = put(n, VETH_INFO_PEER, &header, sizeof header);
    put(n, IFLA_IFNAME, peer, strlen(peer) + 1);
    if (peer_ns >= 0) put(n, IFLA_NET_NS_FD, &peer_ns, 4);
    nest_end(n, other), nest_end(n, data), nest_end(n, info);
    return execute(s, "create veth");
}

/* The link by its name: index, flags and operstate; -1 on failure. */
static int look_up(int s, const char *name, int *flags, int *state) {
    struct ifinfomsg header = {0};
    struct nlmsghdr *n = begin(RTM_GETLINK, 0, &header, sizeof header);
    put(n, IFLA_IFNAME, name, strlen(name) + 1);
    if (send(s, request, n->nlmsg_len, 0) < 0 || recv(s, answer, sizeof answer, 0) < 0) return failed("look up link");
    struct nlmsghdr *r = (void *)answer;
    if (r->nlmsg_type != RTM_NEWLINK) return failed("look up link");
    struct ifinfomsg *link = NLMSG_DATA(r);
    int left = IFLA_PAYLOAD(r);
    for (struct rtattr *a = IFLA_RTA(link); RTA_OK(a, left); a = RTA_NEXT(a, left))
        if (a->rta_type == IFLA_OPERSTATE) *state = *(unsigned char *)RTA_DATA(a);
    *flags = link->ifi_flags;
    return link->ifi_index;
}

static int add_address(int s, int index, const char *address) {
    struct ifaddrmsg header = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = index};
    struct in_addr a;
    inet_pton(AF_INET, address, &a);
    struct nlmsghdr *n = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof header);
    put(n, IFA_LOCAL, &a, 4);
    put(n, IFA_ADDRESS, &a, 4);
    return execute(s, "add address");
}

static int set_up(int s, int index) {
    struct ifinfomsg header = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    begin(RTM_NEWLINK, 0, &header, sizeof header);
    return execute(s, "set up");
}

/* A port where nobody is: what comes back is the refusal. */
static int ask(const char *address) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    inet_pton(AF_INET, address, &to.sin_addr);
    int s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    char c = 0;
    int bad = connect(s, (void *)&to, sizeof to) || send(s, &c, 1, 0) < 0 || recv(s, &c, 1, 0) >= 0 || errno != ECONNREFUSED;
    close(s);
    return bad ? failed("ask the other end") : 0;
}

static int own_namespace(void) { return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC); }

int network_veth(char **args, long count) {
    (void)args;
    int home = own_namespace(), result = 0;
    if (home < 0 || unshare(CLONE_NEWNET)) return failed("unshare");
    int s = open_route();
    char name[32], peer[32];
    for (long i = 0; i < count && !result; i++) {
        snprintf(name, sizeof name, "v%ld", i);
        snprintf(peer, sizeof peer, "p%ld", i);
        result = create_veth(s, name, peer, -1);
    }
    close(s);
    if (setns(home, CLONE_NEWNET)) result = failed("setns home");
    close(home);
    return result;
}

static int connect_two(void) {
    if (unshare(CLONE_NEWNET)) return failed("unshare");
    int far = own_namespace(), far_route = open_route(), flags, state = 0, result = -1;
    if (unshare(CLONE_NEWNET)) return failed("unshare");
    int route = open_route(), index, far_index;
    if (create_veth(route, "a", "b", far)) goto out;
    if ((far_index = look_up(far_route, "b", &flags, &state)) < 0 || (index = look_up(route, "a", &flags, &state)) < 0) goto out;
    if (add_address(far_route, far_index, "10.7.0.2") || set_up(far_route, far_index)) goto out;
    if (add_address(route, index, "10.7.0.1") || set_up(route, index)) goto out;
    for (state = 0; state != OPERSTATE_UP;) if (look_up(route, "a", &flags, &state) < 0) goto out;
    for (state = 0; state != OPERSTATE_UP;) if (look_up(far_route, "b", &flags, &state) < 0) goto out;
    result = ask("10.7.0.2");
out:
    close(route), close(far_route), close(far);
    return result;
}

int network_connect(char **args, long count) {
    (void)args;
    int home = own_namespace(), result = 0;
    for (long i = 0; i < count && !result; i++) result = connect_two();
    if (setns(home, CLONE_NEWNET)) result = failed("setns home");
    close(home);
    return result;
}

static struct { int index, mtu; char name[16]; unsigned char address[6]; } links[4096];

static int dump(int s) {
    struct ifinfomsg header = {0};
    struct nlmsghdr *n = begin(RTM_GETLINK, NLM_F_DUMP, &header, sizeof header);
    unsigned filter = RTEXT_FILTER_SKIP_STATS;
    put(n, IFLA_EXT_MASK, &filter, 4);
    int found = 0;
    if (send(s, request, n->nlmsg_len, 0) < 0) return failed("dump links");
    for (;;) {
        int size = recv(s, answer, sizeof answer, 0);
        if (size < 0) return failed("dump links");
        for (struct nlmsghdr *r = (void *)answer; NLMSG_OK(r, size); r = NLMSG_NEXT(r, size)) {
            if (r->nlmsg_type == NLMSG_DONE) return found;
            struct ifinfomsg *link = NLMSG_DATA(r);
            int left = IFLA_PAYLOAD(r), at = found++ % 4096;
            links[at].index = link->ifi_index;
            for (struct rtattr *a = IFLA_RTA(link); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
                if (a->rta_type == IFLA_IFNAME) strncpy(links[at].name, RTA_DATA(a), 15);
                if (a->rta_type == IFLA_MTU) links[at].mtu = *(int *)RTA_DATA(a);
                if (a->rta_type == IFLA_ADDRESS) memcpy(links[at].address, RTA_DATA(a), 6);
            }
        }
    }
}

int network_dump(char **args, long count) {
    int home = own_namespace(), there = open(args[0], O_RDONLY | O_CLOEXEC), result = 0;
    if (home < 0 || there < 0 || setns(there, CLONE_NEWNET)) return failed("enter namespace");
    int s = open_route(), on = 1;
    setsockopt(s, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    for (long i = 0; i < count && !result; i++)
        if (dump(s) < 1001) result = failed("too few links");
    close(s), close(there);
    if (setns(home, CLONE_NEWNET)) result = failed("setns home");
    close(home);
    return result;
}
