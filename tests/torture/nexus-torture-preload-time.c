/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "nexus-torture-preload.h"

/* A lock that is never given is waited for as long as one that another process holds, time and again.  Then time goes so
 * much faster: sleeping takes less, and the clock says that it has taken as long as it should. */
#define HURRY 100

static int64_t ahead;

static int64_t
in_ns (const struct timespec *span)
{
  return (int64_t) span->tv_sec * 1000000000 + span->tv_nsec;
}

static void
set_ns (struct timespec *span,
        int64_t          ns)
{
  span->tv_sec = ns / 1000000000;
  span->tv_nsec = ns % 1000000000;
}

int
clock_gettime (clockid_t        clock,
               struct timespec *now)
{
  int result = (int) syscall (SYS_clock_gettime, clock, now);
  int64_t more = __atomic_load_n (&ahead, __ATOMIC_SEQ_CST);

  if (result == 0 && more > 0 && clock == CLOCK_MONOTONIC)
    set_ns (now, in_ns (now) + more);

  return result;
}

int
nanosleep (const struct timespec *span,
           struct timespec       *left)
{
  struct timespec less;
  int64_t ns = in_ns (span);

  if (!torture_hurries ())
    return (int) syscall (SYS_nanosleep, span, left);

  set_ns (&less, ns / HURRY);
  syscall (SYS_nanosleep, &less, NULL);
  __atomic_add_fetch (&ahead, ns - ns / HURRY, __ATOMIC_SEQ_CST);

  return 0;
}

int
clock_nanosleep (clockid_t              clock,
                 int                    flags,
                 const struct timespec *span,
                 struct timespec       *left)
{
  if (torture_hurries () && flags == 0)
    return nanosleep (span, left);

  return syscall (SYS_clock_nanosleep, clock, flags, span, left) == 0 ? 0 : errno;
}

int
usleep (useconds_t span)
{
  struct timespec time;

  set_ns (&time, (int64_t) span * 1000);

  return nanosleep (&time, NULL);
}
