/*
 * Sends recorded netlink requests and receives their answers without reading them: the floor that the benchmarks compare with.
 *
 *   replay PROTOCOL      0, NETLINK_ROUTE, or 16, NETLINK_GENERIC
 *
 * Reads lines "TIMES FILE" from standard input. FILE holds datagrams, each behind its length as a 32-bit number. All of them are sent TIMES times over;
 * each is answered in full before the next. Then one line says what that took: "WALL_NANOSECONDS CPU_NANOSECONDS DATAGRAMS_RECEIVED", or "error ERRNO"
 * for the first refusal.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The library's receive buffer; the kernel builds dumps of 32 KiB at most. */
static char answer[64 * 1024];
static long received;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static long now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int open_socket(int protocol) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  int on = 1;
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (fd < 0 || bind(fd, (struct sockaddr *)&kernel, sizeof kernel) || connect(fd, (struct sockaddr *)&kernel, sizeof kernel)) die("socket");
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  return fd;
}

/* Receives until a request is answered; returns its error, negative. */
static int receive(int fd, int is_dump) {
  for (;;) {
    int length = recv(fd, answer, sizeof answer, 0);
    if (length < 0) die("recv");
    received++;
    for (struct nlmsghdr *message = (void *)answer; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
      if (message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE) return *(int *)NLMSG_DATA(message);
      if (!is_dump) return 0;
    }
  }
}

static int run(int fd, char *requests, size_t size) {
  for (size_t at = 0; at < size;) {
    uint32_t length;
    memcpy(&length, requests + at, sizeof length);
    struct nlmsghdr header;
    memcpy(&header, requests + at + sizeof length, sizeof header);
    if (send(fd, requests + at + sizeof length, length, 0) < 0) return -errno;
    int error = receive(fd, (header.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP);
    if (error) return error;
    at += sizeof length + length;
  }
  return 0;
}

static char *load(const char *path, size_t *size) {
  FILE *file = fopen(path, "r");
  if (!file || fseek(file, 0, SEEK_END)) die(path);
  *size = ftell(file);
  rewind(file);
  char *bytes = malloc(*size);
  if (!bytes || fread(bytes, 1, *size, file) != *size) die(path);
  fclose(file);
  return bytes;
}

/* The kernel builds dumps by the largest buffer that it has been offered: a round trip of nothing makes it known. */
static void prime(int fd) {
  struct nlmsghdr nothing = {.nlmsg_len = sizeof nothing, .nlmsg_type = NLMSG_NOOP, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK};
  if (send(fd, &nothing, sizeof nothing, 0) < 0) die("send");
  receive(fd, 0);
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  int fd = open_socket(atoi(arguments[1]));
  prime(fd);
  int times;
  char path[4096];
  while (scanf("%d %4095s", &times, path) == 2) {
    size_t size;
    char *requests = load(path, &size);
    int error = 0;
    received = 0;
    long wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < times && !error; i++) error = run(fd, requests, size);
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = now(CLOCK_MONOTONIC) - wall;
    if (error) printf("error %d\n", -error);
    else printf("%ld %ld %ld\n", wall, cpu, received);
    fflush(stdout);
    free(requests);
  }
  return 0;
}
