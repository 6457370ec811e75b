// SPDX-License-Identifier: GPL-2.0-only
/* frame: sends one frame into one device and says at which others it came out.
 *
 *   frame -on "DEV..." -to "EXPECTED" FROM WORDS...
 *
 * DEV is an Ethernet device, or a tap when its name begins with tap, which is
 * then held open meanwhile. WORDS make the frame:
 *
 *   dst MAC  src MAC  tag VID[/PRIO]  stag VID[/PRIO]  (tags in order)
 *   len N (payload)  cut N (send only so many octets)
 *   tcp4 N | tcp6 N | udp4 N  a packet with N octets of payload
 *   gso N  (tap only: ask to be split at N)  csum START:OFFSET  hdr HEX
 *   times N
 *
 * EXPECTED is what must come, in the order of -on: DEV for a frame without
 * tag, DEV:VID or DEV:VID/PRIO with one, stags with an s before VID; DEV*N for
 * N frames; +gso behind it when the frame was not split. Waits for that to come
 * and a moment longer, then exits 0; else prints both and exits 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_DEVS	64
#define MAX_FRAME	(70 << 10)
#define PATIENCE_MS	4000
#define MOMENT_MS	30
#define OPER_UP		6	/* of linux/if.h, which net/if.h excludes */
#define TAG_8021Q	0x8100
#define TAG_8021AD	0x88a8

struct end {
	char		name[32];
	int		fd;
	bool		tap;
	unsigned int	count;
	char		how[64];
};

static struct end ends[MAX_DEVS];
static unsigned int n_ends;
static uint8_t frame[MAX_FRAME];
static size_t frame_len;
static struct virtio_net_hdr vnet;
static uint64_t cookie;
static unsigned int times = 1;
static size_t cut = MAX_FRAME;

static void die(const char *what, const char *which)
{
	fprintf(stderr, "frame: %s %s: %s\n", what, which, strerror(errno));
	exit(2);
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- devices --- */

static int open_tap(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
	unsigned int offload = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;

	if (fd < 0)
		die("cannot open", "/dev/net/tun");
	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(fd, TUNSETIFF, &ifr))
		die("cannot take the tap", name);
	/* a name that ends in x is a guest that takes no offload */
	if (name[strlen(name) - 1] == 'x')
		offload = 0;
	if (ioctl(fd, TUNSETOFFLOAD, offload))
		die("cannot set the offload of", name);
	return fd;
}

struct link {
	unsigned int	flags;
	uint8_t		state;		/* 0: unknown */
};

static void read_link(const struct nlmsghdr *head, struct link *link)
{
	const struct ifinfomsg *info = NLMSG_DATA(head);
	int len = IFLA_PAYLOAD(head);
	struct rtattr *attr;

	link->flags = info->ifi_flags;
	for (attr = IFLA_RTA(info); RTA_OK(attr, len);
	     attr = RTA_NEXT(attr, len))
		if (attr->rta_type == IFLA_OPERSTATE)
			link->state = *(uint8_t *)RTA_DATA(attr);
}

/* What rtnetlink says of it, which is asked under rtnl. */
static struct link ask(const char *name)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg info;
	} request = {
		.head = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_GETLINK,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.info.ifi_index = if_nametoindex(name),
	};
	union {
		struct nlmsghdr head;
		char room[32 << 10];
	} answer;
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	struct link link = { 0 };

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < 0 ||
	    answer.head.nlmsg_type != RTM_NEWLINK)
		die("cannot ask for", name);
	close(fd);
	read_link(&answer.head, &link);
	return link;
}

static int open_packet(const char *name)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(name),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	int one = 1, room = 4 << 20;

	if (fd < 0 || !at.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)))
		die("cannot listen at", name);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	return fd;
}

/* A tap has a carrier from when it is held open, and a veth from when its peer
 * is up, but the kernel takes it into use by and by, under rtnl; until then a
 * tap is down, or unknown as it was made. A veth may well have no carrier, and
 * other devices stay unknown.
 */
static void wait_for_carrier(const struct end *end)
{
	long last = now_ms() + (end->tap ? PATIENCE_MS : PATIENCE_MS / 8);
	struct link link;

	do {
		link = ask(end->name);
		if (!(link.flags & IFF_UP) || link.state == OPER_UP ||
		    (!link.state && !end->tap))
			return;
		usleep(1000);
	} while (now_ms() < last);
}

static void open_ends(char *list)
{
	unsigned int i;
	char *name;

	for (name = strtok(list, " "); name; name = strtok(NULL, " ")) {
		struct end *end = &ends[n_ends++];

		snprintf(end->name, sizeof(end->name), "%s", name);
		end->tap = !strncmp(name, "tap", 3);
		end->fd = end->tap ? open_tap(name) : open_packet(name);
	}
	for (i = 0; i < n_ends; i++)
		wait_for_carrier(&ends[i]);
}

static struct end *find_end(const char *name)
{
	unsigned int i;

	for (i = 0; i < n_ends; i++)
		if (!strcmp(ends[i].name, name))
			return &ends[i];
	errno = ENODEV;
	die("not one of -on:", name);
	return NULL;
}

/* --- the frame --- */

static void put(const void *data, size_t len)
{
	memcpy(frame + frame_len, data, len);
	frame_len += len;
}

static void put16(uint16_t value)
{
	value = htons(value);
	put(&value, sizeof(value));
}

static void set_mac(size_t at, const char *text)
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", frame + at,
		   frame + at + 1, frame + at + 2, frame + at + 3,
		   frame + at + 4, frame + at + 5) != 6)
		die("no MAC address:", text);
}

static void put_tag(uint16_t proto, const char *text)
{
	unsigned int vid = 0, prio = 0;

	if (sscanf(text, "%u/%u", &vid, &prio) < 1)
		die("not VID[/PRIORITY]:", text);
	put16(proto);
	put16(prio << 13 | vid);
}

static void put_payload(size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		frame[frame_len++] = ((uint8_t *)&cookie)[i % sizeof(cookie)];
}

static uint16_t sum16(const uint8_t *data, size_t len, uint32_t sum)
{
	for (; len > 1; data += 2, len -= 2)
		sum += data[0] << 8 | data[1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void put_ip4(uint8_t proto, size_t len)
{
	static const uint8_t addrs[] = { 192, 0, 2, 1, 192, 0, 2, 2 };
	uint8_t ip[12] = { 0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, proto };
	uint8_t all[20];
	uint16_t sum;

	ip[2] = (len + 20) >> 8;
	ip[3] = len + 20;
	memcpy(all, ip, 12);
	memcpy(all + 12, addrs, 8);
	sum = ~sum16(all, 20, 0);
	all[10] = sum >> 8;
	all[11] = sum;
	put(all, sizeof(all));
}

static void put_ip6(uint8_t proto, size_t len)
{
	uint8_t ip[40] = { 0x60, 0, 0, 0, len >> 8, len, proto, 64,
			   0x20, 0x01, 0x0d, 0xb8 };

	memcpy(ip + 24, ip + 8, 4);
	ip[23] = 1;
	ip[39] = 2;
	put(ip, sizeof(ip));
}

/* The checksum is left to who sends it on, as a guest does: what stands in the
 * header is the sum of the pseudo header.
 */
static void put_l4(bool v6, bool udp, size_t payload)
{
	uint8_t tcp[20] = { 0x04, 0, 0x04, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0x50,
			    0x10, 0xff, 0xff };
	size_t header = udp ? 8 : 20, len = header + payload, at;
	uint8_t proto = udp ? 17 : 6;
	uint16_t sum;

	put16(v6 ? ETH_P_IPV6 : ETH_P_IP);
	at = frame_len;
	if (v6)
		put_ip6(proto, len);
	else
		put_ip4(proto, len);
	sum = v6 ? sum16(frame + at + 8, 32, proto + len) :
		   sum16(frame + at + 12, 8, proto + len);
	if (udp) {
		tcp[4] = len >> 8;
		tcp[5] = len;
	}
	tcp[udp ? 6 : 16] = sum >> 8;
	tcp[udp ? 7 : 17] = sum;
	vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vnet.csum_start = frame_len;
	vnet.csum_offset = udp ? 6 : 16;
	vnet.hdr_len = frame_len + header;
	put(tcp, header);
	put_payload(payload);
}

static void ask_gso(const char *size)
{
	vnet.gso_size = atoi(size);
	vnet.gso_type = frame[12] == 0x86 ? VIRTIO_NET_HDR_GSO_TCPV6 :
					    VIRTIO_NET_HDR_GSO_TCPV4;
}

static void ask_csum(const char *text)
{
	if (sscanf(text, "%hu:%hu", &vnet.csum_start, &vnet.csum_offset) != 2)
		die("not START:OFFSET:", text);
	vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
}

static void set_header(const char *hex)
{
	uint8_t *to = (uint8_t *)&vnet;
	size_t i;

	for (i = 0; i < sizeof(vnet) && hex[2 * i]; i++)
		if (sscanf(hex + 2 * i, "%2hhx", to + i) != 1)
			die("not hexadecimal:", hex);
}

static void unknown(const char *word)
{
	errno = EINVAL;
	die("no such word:", word);
}

/* Returns whether there is a payload now. */
static bool put_words(const char *word, const char *value)
{
	if (!strcmp(word, "len")) {
		put16(0x88b5);
		put_payload(atoi(value));
		return true;
	}
	if (!strcmp(word, "tcp4") || !strcmp(word, "tcp6") ||
	    !strcmp(word, "udp4")) {
		put_l4(word[3] == '6', *word == 'u', atoi(value));
		return true;
	}
	if (!strcmp(word, "dst"))
		set_mac(0, value);
	else if (!strcmp(word, "src"))
		set_mac(ETH_ALEN, value);
	else if (!strcmp(word, "tag"))
		put_tag(TAG_8021Q, value);
	else if (!strcmp(word, "stag"))
		put_tag(TAG_8021AD, value);
	else if (!strcmp(word, "gso"))
		ask_gso(value);
	else if (!strcmp(word, "csum"))
		ask_csum(value);
	else if (!strcmp(word, "hdr"))
		set_header(value);
	else if (!strcmp(word, "times"))
		times = atoi(value);
	else if (!strcmp(word, "cut"))
		cut = atoi(value);
	else
		unknown(word);
	return false;
}

static void compose(char **words)
{
	bool payload = false;

	frame_len = 2 * ETH_ALEN;
	for (; words[0] && words[1]; words += 2)
		payload |= put_words(words[0], words[1]);
	if (!payload) {
		put16(0x88b5);		/* for local experiments */
		put_payload(46);
	}
	if (frame_len > cut)
		frame_len = cut;
}

static void send_frame(const struct end *from)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = if_nametoindex(from->name),
		.sll_halen = ETH_ALEN,
	};
	uint8_t both[sizeof(vnet) + MAX_FRAME];
	ssize_t sent;

	if (from->tap) {
		memcpy(both, &vnet, sizeof(vnet));
		memcpy(both + sizeof(vnet), frame, frame_len);
		sent = write(from->fd, both, sizeof(vnet) + frame_len);
	} else {
		sent = sendto(from->fd, frame, frame_len, 0,
			      (struct sockaddr *)&to, sizeof(to));
	}
	if (sent < 0)
		die("cannot send into", from->name);
}

/* --- what comes --- */

static bool is_ours(const uint8_t *data, size_t len)
{
	return memmem(data, len, &cookie, sizeof(cookie));
}

static size_t print_tag(char *to, size_t room, size_t at, uint16_t proto,
			uint16_t tci)
{
	size_t begin = at;

	at += snprintf(to + at, room - at, "%s%s%u", begin ? "," : ":",
		       proto == TAG_8021AD ? "s" : "", tci & 0xfff);
	if (tci >> 13)
		at += snprintf(to + at, room - at, "/%u", tci >> 13);
	return at;
}

static void note(struct end *end, const uint8_t *data, size_t len,
		 const struct tpacket_auxdata *aux, bool gso)
{
	char how[sizeof(end->how)] = "";
	size_t at = 0, pos = 2 * ETH_ALEN;

	if (aux && aux->tp_status & TP_STATUS_VLAN_VALID)
		at = print_tag(how, sizeof(how), at,
			       aux->tp_status & TP_STATUS_VLAN_TPID_VALID ?
			       aux->tp_vlan_tpid : TAG_8021Q,
			       aux->tp_vlan_tci);
	for (; pos + 4 <= len && at < 40; pos += 4) {
		uint16_t proto = data[pos] << 8 | data[pos + 1];

		if (proto != TAG_8021Q && proto != TAG_8021AD)
			break;
		at = print_tag(how, sizeof(how), at, proto,
			       data[pos + 2] << 8 | data[pos + 3]);
	}
	if (gso)
		strcat(how, "+gso");
	if (!end->count++)
		strcpy(end->how, how);
	else if (strcmp(end->how, how))
		strcpy(end->how, ":mixed");
}

static bool receive_packet(struct end *end)
{
	static uint8_t data[MAX_FRAME];
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct iovec iov = { data, sizeof(data) };
	struct sockaddr_ll from;
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *c;
	ssize_t len = recvmsg(end->fd, &msg, MSG_DONTWAIT);

	if (len < 0)
		return false;
	if (from.sll_pkttype == PACKET_OUTGOING || !is_ours(data, len))
		return true;
	c = CMSG_FIRSTHDR(&msg);
	note(end, data, len, c ? (void *)CMSG_DATA(c) : NULL, false);
	return true;
}

static bool receive_tap(struct end *end)
{
	static uint8_t data[MAX_FRAME];
	const struct virtio_net_hdr *hdr = (void *)data;
	ssize_t len = read(end->fd, data, sizeof(data));

	if (len < (ssize_t)sizeof(*hdr))
		return false;
	if (is_ours(data + sizeof(*hdr), len - sizeof(*hdr)))
		note(end, data + sizeof(*hdr), len - sizeof(*hdr), NULL,
		     hdr->gso_type != VIRTIO_NET_HDR_GSO_NONE);
	return true;
}

static void receive(int ms)
{
	struct pollfd fds[MAX_DEVS];
	unsigned int i;

	for (i = 0; i < n_ends; i++)
		fds[i] = (struct pollfd){ ends[i].fd, POLLIN, 0 };
	poll(fds, n_ends, ms);
	for (i = 0; i < n_ends; i++)
		while (ends[i].tap ? receive_tap(&ends[i]) :
				     receive_packet(&ends[i]))
			;
}

static void report(char *to, size_t room)
{
	size_t at = 0;
	unsigned int i;

	*to = '\0';
	for (i = 0; i < n_ends; i++) {
		if (!ends[i].count)
			continue;
		at += snprintf(to + at, room - at, "%s%s%s", at ? " " : "",
			       ends[i].name, ends[i].how);
		if (ends[i].count > 1)
			at += snprintf(to + at, room - at, "*%u",
				       ends[i].count);
	}
}

static bool came(const char *expected, char *got, size_t room)
{
	long end = now_ms() + PATIENCE_MS;

	do {
		receive(*expected ? 20 : MOMENT_MS);
		report(got, room);
	} while (strcmp(expected, got) && now_ms() < end &&
		 strlen(got) <= strlen(expected));
	end = now_ms() + MOMENT_MS;
	while (now_ms() < end)
		receive(MOMENT_MS);
	report(got, room);
	return !strcmp(expected, got);
}

int main(int argc, char **argv)
{
	char got[4096];
	unsigned int i;

	if (argc < 6 || strcmp(argv[1], "-on") || strcmp(argv[3], "-to")) {
		fputs("usage: frame -on DEVS -to EXPECTED FROM WORDS...\n",
		      stderr);
		return 2;
	}
	cookie = 0x7876732d00000000ULL ^ (uint64_t)now_ms() << 20 ^ getpid();
	open_ends(argv[2]);
	compose(argv + 6);
	for (i = 0; i < times; i++)
		send_frame(find_end(argv[5]));
	if (came(argv[4], got, sizeof(got)))
		return 0;
	printf("expected at: %s\ncame to:     %s\n", *argv[4] ? argv[4] :
	       "none", *got ? got : "none");
	return 1;
}
