/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "nexus-uuid-private.h"

static GMutex lock;
static guint64 last_tick;
static guint8 pool[1024];
static gsize pool_left;

/* Random bytes from the kernel, a kilobyte at a time; called with the lock held. */
static void
take_random (guint8 *bytes,
             gsize   size)
{
  if (pool_left < size)
    {
      gsize filled = 0;

      while (filled < sizeof pool)
        {
          gssize n = getrandom (pool + filled, sizeof pool - filled, 0);

          if (n < 0 && errno != EINTR)
            g_error ("The system gives no random numbers: %s", g_strerror (errno));
          if (n > 0)
            filled += (gsize) n;
        }
      pool_left = sizeof pool;
    }

  pool_left -= size;
  memcpy (bytes, pool + pool_left, size);
}

void
_nexus_uuid_generate (guint8 *uuid)
{
  gint64 now_us = g_get_real_time ();
  guint64 tick;

  g_mutex_lock (&lock);

  /* 48 bits of milliseconds and 12 bits below them.  Many in one tick count on, so that within this process
   * each is larger than the one before, even if the clock steps back. */
  tick = ((guint64) (now_us / 1000) << 12) | (guint64) ((now_us % 1000) * 4096 / 1000);
  if (tick <= last_tick)
    tick = last_tick + 1;
  last_tick = tick;
  take_random (uuid + 8, 8);

  g_mutex_unlock (&lock);

  for (guint i = 0; i < 6; i++)
    uuid[i] = (guint8) (tick >> (52 - 8 * i));
  uuid[6] = (guint8) (0x70 | ((tick >> 8) & 0x0f));
  uuid[7] = (guint8) tick;
  uuid[8] = (guint8) (0x80 | (uuid[8] & 0x3f));
}

void
_nexus_uuid_to_string (const guint8 *uuid,
                       char         *string)
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = 0; i < NEXUS_UUID_SIZE; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *string++ = '-';
      *string++ = digits[uuid[i] >> 4];
      *string++ = digits[uuid[i] & 0xf];
    }
  *string = '\0';
}

gboolean
_nexus_uuid_parse (const char *string,
                   guint8     *uuid)
{
  if (strlen (string) != NEXUS_UUID_STRING_SIZE - 1)
    return FALSE;

  for (guint i = 0; i < NEXUS_UUID_SIZE; i++)
    {
      int high, low;

      if (i == 4 || i == 6 || i == 8 || i == 10)
        {
          if (*string++ != '-')
            return FALSE;
        }
      high = g_ascii_xdigit_value (*string++);
      low = g_ascii_xdigit_value (*string++);
      if (high < 0 || low < 0)
        return FALSE;
      uuid[i] = (guint8) (high << 4 | low);
    }

  return TRUE;
}
