/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is left of the bytes that a fuzzer gave. */
typedef struct {
  const guint8 *data;
  gsize         size;
} Input;

/* 0 once there are no more. */
static inline guint8
take (Input *input)
{
  if (input->size == 0)
    return 0;
  input->size--;

  return *input->data++;
}

/* A length, and as many bytes as there are of that. */
static inline gsize
take_bytes (Input         *input,
            const guint8 **bytes)
{
  gsize wanted = take (input);
  gsize size = MIN (wanted, input->size);

  *bytes = input->data;
  input->data += size;
  input->size -= size;

  return size;
}

G_END_DECLS
