/* What calls cost: time, CPU, memory, threads, descriptors
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   call [-n PAIRS] [-d SECONDS] [-c CODEC] [-l LATENCY_MS] [-k CYCLES]
 *
 * Makes pairs of calls within this process, both ways, through the media of
 * sipuabin and with the sources and sinks of bare-webrtcbin.c, and prints one
 * "name value unit" a line. Descriptions pass directly: what is added to
 * webrtcbin here is the SDP layer, one encoder for each input, the check of
 * the certificate and the outputs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "ext/sipua/webrtc/gstsipwebrtc.h"
#include "gst/sip/ua/gstsipmedia-private.h"

typedef struct _Call Call;

typedef struct
{
  Call *call;
  GstElement *pipeline;
  GPtrArray *inputs;
  GstSipMedia *media;
  gint n_decoded; /* atomic */
  gint64 first; /* when the first buffer was decoded */
  gint finished; /* atomic */
} End;

struct _Call
{
  End alice, bob;
  gint64 begin;
};

/* stdin, stdout, stderr */
#define N_OTHERS 3

static gint n_pairs = 1, seconds = 5, latency = 200, cycles = 0;
static gchar *codec = NULL;
static GstSipTimers *timers;

static const GOptionEntry options[] = {
    {"pairs",    'n', 0, G_OPTION_ARG_INT, &n_pairs, "Pairs of calls", "N"},
    {"duration",         'd', 0, G_OPTION_ARG_INT, &seconds, "Of steady media", "S"},
    {"latency",  'l', 0, G_OPTION_ARG_INT, &latency, "Of jitter buffers", "MS"},
    {"cycles",       'k', 0, G_OPTION_ARG_INT, &cycles, "One pair, again and again",
     "N"},
    {"codec", 'c', 0, G_OPTION_ARG_STRING, &codec, "opus or PCMA", "NAME"},
    {NULL        },
};

static gdouble
get_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
      (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gdouble
get_resident_mb (void)
{
  g_autofree gchar *text = NULL;
  const gchar *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = text != NULL ? strstr (text, "VmRSS:") : NULL;
  return line != NULL ? atof (line + strlen ("VmRSS:")) / 1024 : 0;
}

static guint
count_entries (const gchar *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

/* One end */

static GstPadProbeReturn
on_decoded (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  End *end = data;

  if (g_atomic_int_add (&end->n_decoded, 1) == 0) {
    end->first = g_get_monotonic_time ();
    g_main_context_wakeup (NULL);
  }
  return GST_PAD_PROBE_OK;
}

static void
on_pad_ready (gpointer user, GstSipWebrtc *media, GstPad *pad,
    GstSipMediaKind kind, const gchar *mid)
{
  End *end = user;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr (GstPad) sink_pad = gst_element_get_static_pad (sink, "sink");

  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (end->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  gst_pad_add_probe (sink_pad, GST_PAD_PROBE_TYPE_BUFFER, on_decoded, end,
      NULL);
  gst_pad_link (pad, sink_pad);
}

static void
on_pad_gone (gpointer user, GstSipWebrtc *media, GstPad *pad)
{
}

static void
on_finished (gpointer user, GstSipWebrtc *media)
{
  g_atomic_int_set (&((End *) user)->finished, TRUE);
  g_main_context_wakeup (NULL);
}

static const GstSipWebrtcUser pads_user = {on_pad_ready, on_pad_gone,
    on_finished};

typedef struct
{
  End *to;
  GBytes *body;
} Letter;

static gboolean
deliver (gpointer data)
{
  Letter *letter = data;
  End *to = letter->to;

  if (to == &to->call->bob) {
    gst_sip_media_create_answer (to->media, "application/sdp", letter->body);
  } else {
    gst_sip_media_accept_answer (to->media, "application/sdp", letter->body);
    gst_sip_media_start (to->media);
    gst_sip_media_start (to->call->bob.media);
  }
  g_bytes_unref (letter->body);
  g_free (letter);
  return G_SOURCE_REMOVE;
}

static void
on_described (gpointer user, GBytes *description)
{
  End *end = user;
  Letter *letter = g_new0 (Letter, 1);

  letter->to = end == &end->call->alice ? &end->call->bob : &end->call->alice;
  letter->body = g_bytes_ref (description);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, letter, NULL);
}

static void
on_refused (gpointer user, guint status, const GError *error)
{
  g_error ("refused: %u %s", status, error->message);
}

static void
on_nothing (gpointer user)
{
}

static void
on_failed (gpointer user, const GError *error)
{
  g_error ("failed: %s", error->message);
}

static const GstSipMediaUser media_user = {
    .described = on_described,
    .refused = on_refused,
    .connected = on_nothing,
    .stats_changed = on_nothing,
    .failed = on_failed,
};

static void
add_source (End *end)
{
  const gboolean opus = g_ascii_strcasecmp (codec, "opus") == 0;
  g_autofree gchar *text =
      g_strdup_printf ("audiotestsrc is-live=true samplesperbuffer=%d "
                       "wave=ticks ! "
                       "capsfilter caps=audio/x-raw,rate=%d,channels=1",
          opus ? 960 : 160, opus ? 48000 : 8000);
  GstElement *source = gst_parse_bin_from_description (text, TRUE, NULL);
  GstElement *input = gst_sip_input_new (GST_SIP_MEDIA_AUDIO, NULL, NULL);

  gst_bin_add_many (GST_BIN (end->pipeline), source, input, NULL);
  gst_element_link (source, input);
  g_ptr_array_add (end->inputs, input);
}

static void
end_begin (End *end, Call *call)
{
  g_autofree const GstSipCodec **codecs =
      gst_sip_codec_parse_list (GST_SIP_MEDIA_AUDIO, codec, NULL);
  GstSipWebrtcSettings settings = GST_SIP_WEBRTC_SETTINGS_INIT;

  memset (end, 0, sizeof *end);
  end->call = call;
  end->pipeline = gst_pipeline_new (NULL);
  end->inputs = g_ptr_array_new ();
  add_source (end);
  settings.audio_codecs = codecs;
  settings.latency = latency;
  gst_element_set_state (end->pipeline, GST_STATE_PLAYING);
  end->media = gst_sip_webrtc_new (GST_BIN (end->pipeline), "benchmark", timers,
      NULL, &settings, end->inputs);
  gst_sip_webrtc_set_user (GST_SIP_WEBRTC (end->media), &pads_user, end);
  gst_sip_media_set_user (end->media, &media_user, end);
}

static void
end_stop (End *end)
{
  gst_sip_media_stop (end->media);
  gst_clear_object (&end->media);
  while (!g_atomic_int_get (&end->finished))
    g_main_context_iteration (NULL, TRUE);
  gst_element_set_state (end->pipeline, GST_STATE_NULL);
  gst_object_unref (end->pipeline);
  g_ptr_array_unref (end->inputs);
}

/* All of them */

static void
begin (Call *call)
{
  call->begin = g_get_monotonic_time ();
  end_begin (&call->alice, call);
  end_begin (&call->bob, call);
  gst_sip_media_create_offer (call->alice.media);
}

static void
wait_until_up (Call *call)
{
  while (g_atomic_int_get (&call->alice.n_decoded) == 0 ||
      g_atomic_int_get (&call->bob.n_decoded) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

static void
print_set_up (Call *calls)
{
  g_autofree gdouble *ms = g_new0 (gdouble, 2 * n_pairs);

  for (gint i = 0; i < n_pairs; i++) {
    ms[2 * i] = (calls[i].alice.first - calls[i].begin) / 1e3;
    ms[2 * i + 1] = (calls[i].bob.first - calls[i].begin) / 1e3;
  }
  qsort (ms, 2 * n_pairs, sizeof (gdouble), compare);
  printf ("set-up-median %.0f ms\n", ms[n_pairs]);
  printf ("set-up-maximum %.0f ms\n", ms[2 * n_pairs - 1]);
}

static gboolean
set_flag (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, set_flag, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
measure_pairs (void)
{
  g_autofree Call *calls = g_new0 (Call, n_pairs);
  gdouble resident = get_resident_mb (), cpu = get_cpu ();

  for (gint i = 0; i < n_pairs; i++)
    begin (&calls[i]);
  for (gint i = 0; i < n_pairs; i++)
    wait_until_up (&calls[i]);
  print_set_up (calls);
  printf ("set-up-cpu %.1f ms/end\n", (get_cpu () - cpu) * 1e3 / n_pairs / 2);

  run_for (1000);
  cpu = get_cpu ();
  run_for (seconds * 1000);
  printf ("media-cpu %.2f s/min/end\n",
      (get_cpu () - cpu) * 60 / seconds / n_pairs / 2);
  printf ("memory %.2f MB/pair\n", (get_resident_mb () - resident) / n_pairs);
  printf ("threads %u\n", count_entries ("/proc/self/task"));
  printf ("descriptors %u\n", count_entries ("/proc/self/fd") - N_OTHERS);
  for (gint i = 0; i < n_pairs; i++) {
    end_stop (&calls[i].alice);
    end_stop (&calls[i].bob);
  }
}

static void
measure_cycles (void)
{
  for (gint i = 1; i <= cycles; i++) {
    Call call;

    begin (&call);
    wait_until_up (&call);
    end_stop (&call.alice);
    end_stop (&call.bob);
    if (i == 1 || i % MAX (cycles / 10, 1) == 0)
      printf ("cycle-%d %.1f MB, %u threads, %u descriptors\n", i,
          get_resident_mb (), count_entries ("/proc/self/task"),
          count_entries ("/proc/self/fd"));
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (codec == NULL)
    codec = g_strdup ("opus");

  timers = gst_sip_timers_new (NULL);
  if (cycles > 0)
    measure_cycles ();
  else
    measure_pairs ();
  gst_sip_timers_free (timers);
  return 0;
}
