/* Bare webrtcbin, as a yardstick for call.c
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* Bare webrtcbin yardstick: N pairs of webrtcbins in one process, audio over ICE/DTLS-SRTP on the host's own addresses,
 * non-trickle offer/answer (each description is handed over only once ICE gathering is complete).  No SIP, no signalling.
 *
 *   ./bare-webrtcbin [-n PAIRS] [-d SECONDS] [-1] [-c opus|pcma] [-l LATENCY_MS] [-u] [-s] [-k CYCLES]
 *     -1  one-way (offerer sends, answerer receives); default both ways, as in a call
 *     -d  seconds of steady media to measure after every side has decoded its first buffer
 *     -u  switch libnice's UPnP discovery off (its timeout, 200 ms, is otherwise part of every gathering)
 *     -k  CYCLES: instead, make one pair, wait for decoded media, tear it down, again and again; prints RSS, threads, fds
 *     -s  start a pair only when the one before it is up (set-up time of one call at a time)
 *
 * Prints: time from "before the first element of the pair is made" to the first decoded buffer on each side; CPU spent on
 * set-up; CPU seconds per second of media, per pair and per side; resident memory, threads and file descriptors. */
#include <gst/gst.h>
#include <gst/webrtc/webrtc.h>
#include <gst/sdp/sdp.h>
#include <sys/resource.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Pair Pair;
typedef struct
{
  Pair *pair;
  gboolean offerer, described, decoded;
  GstElement *pipe, *wb;
  gint64 t_gather, t_decoded;
  gint frames;
} Side;
struct Pair
{
  int no;
  gint64 t0, t_offer, t_ice, t_dtls;
  Side a, b;
};

static int n_pairs = 1, seconds = 10, latency = 200;
static gboolean oneway, noupnp, serial;
static int cycles;
static const char *codec = "opus";
static GMainLoop *loop;
static Pair *pairs;
static int n_started;
static gint64 prog0;
static double cpu_start, cpu_base, rss_base;
static gint up_sides;
static gint frames0;

static double
cpu (void)
{
  struct rusage r;
  getrusage (RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec +
      (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}
static double
statusk (const char *key)
{
  FILE *f = fopen ("/proc/self/status", "r");
  char l[256];
  double v = 0;
  while (fgets (l, sizeof l, f))
    if (!strncmp (l, key, strlen (key)))
      v = atof (l + strlen (key) + 1);
  fclose (f);
  return v;
}
static int
fds (void)
{
  DIR *d = opendir ("/proc/self/fd");
  int n = 0;
  while (readdir (d))
    n++;
  closedir (d);
  return n - 3;
}
static Side *
other (Side *s)
{
  return s == &s->pair->a ? &s->pair->b : &s->pair->a;
}
static void start_pair (void);

static gboolean on_all_up (gpointer);
static GstPadProbeReturn
decoded (GstPad *pad, GstPadProbeInfo *info, gpointer d)
{
  Side *s = d;
  g_atomic_int_inc (&s->frames);
  if (!s->decoded) {
    s->decoded = TRUE;
    s->t_decoded = g_get_monotonic_time ();
    g_atomic_int_inc (&up_sides);
    g_main_context_invoke (NULL, on_all_up, NULL);
  }
  return GST_PAD_PROBE_OK;
}
static void
pad_added (GstElement *wb, GstPad *pad, gpointer d)
{
  Side *s = d;
  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;
  GstElement *bin = gst_parse_bin_from_description (strcmp (codec, "opus")
          ? "rtppcmadepay ! alawdec name=dec ! fakesink async=false sync=false"
          : "rtpopusdepay ! opusdec name=dec ! fakesink async=false sync=false",
      TRUE, NULL);
  gst_bin_add (GST_BIN (s->pipe), bin);
  GstElement *dec = gst_bin_get_by_name (GST_BIN (bin), "dec");
  GstPad *src = gst_element_get_static_pad (dec, "src");
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BUFFER, decoded, s, NULL);
  GstPad *sink = gst_element_get_static_pad (bin, "sink");
  gst_element_sync_state_with_parent (bin);
  if (gst_pad_link (pad, sink) != GST_PAD_LINK_OK)
    g_error ("link");
  gst_object_unref (src);
  gst_object_unref (dec);
  gst_object_unref (sink);
}
static void
set_desc (Side *s, const char *which, GstWebRTCSessionDescription *d)
{
  GstPromise *p = gst_promise_new ();
  g_signal_emit_by_name (s->wb, which, d, p);
  gst_promise_interrupt (p);
  gst_promise_unref (p);
}
static void
answer_created (GstPromise *p, gpointer d)
{
  Side *s = d;
  GstWebRTCSessionDescription *ans = NULL;
  gst_structure_get (gst_promise_get_reply (p), "answer",
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &ans, NULL);
  set_desc (s, "set-local-description", ans);
  gst_webrtc_session_description_free (ans);
  gst_promise_unref (p);
}
static void
offer_created (GstPromise *p, gpointer d)
{
  Side *s = d;
  GstWebRTCSessionDescription *off = NULL;
  gst_structure_get (gst_promise_get_reply (p), "offer",
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &off, NULL);
  s->pair->t_offer = g_get_monotonic_time ();
  set_desc (s, "set-local-description", off);
  gst_webrtc_session_description_free (off);
  gst_promise_unref (p);
}
static void
remote_set (GstPromise *p, gpointer d)
{
  Side *s = d;
  if (!s->offerer)
    g_signal_emit_by_name (s->wb, "create-answer", NULL,
        gst_promise_new_with_change_func (answer_created, s, NULL));
  gst_promise_unref (p);
}
static gboolean
hand_over (gpointer
        d) /* main thread: gathering is complete, give the full description to the other side */
{
  Side *s = d, *o = other (s);
  GstWebRTCSessionDescription *desc = NULL, *copy;
  if (s->described)
    return G_SOURCE_REMOVE;
  g_object_get (s->wb, "local-description", &desc, NULL);
  if (!desc)
    return G_SOURCE_REMOVE;
  s->described = TRUE;
  gchar *txt = gst_sdp_message_as_text (desc->sdp);
  GstSDPMessage *sdp; /* through text, as over a wire */
  if (g_getenv ("SHOW_SDP"))
    printf ("%s", txt);
  gst_sdp_message_new_from_text (txt, &sdp);
  copy = gst_webrtc_session_description_new (desc->type, sdp);
  g_signal_emit_by_name (o->wb, "set-remote-description", copy,
      gst_promise_new_with_change_func (remote_set, o, NULL));
  gst_webrtc_session_description_free (copy);
  gst_webrtc_session_description_free (desc);
  g_free (txt);
  return G_SOURCE_REMOVE;
}
static void
gathering (GstElement *wb, GParamSpec *ps, gpointer d)
{
  Side *s = d;
  GstWebRTCICEGatheringState st;
  g_object_get (wb, "ice-gathering-state", &st, NULL);
  if (st == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE) {
    s->t_gather = g_get_monotonic_time ();
    g_main_context_invoke (NULL, hand_over, s);
  }
}
static void
connected (GstElement *wb, GParamSpec *ps, gpointer d)
{
  Side *s = d;
  GstWebRTCPeerConnectionState st;
  g_object_get (wb, "connection-state", &st, NULL);
  if (st == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED && !s->pair->t_dtls)
    s->pair->t_dtls = g_get_monotonic_time ();
}
static void
iceconn (GstElement *wb, GParamSpec *ps, gpointer d)
{
  Side *s = d;
  GstWebRTCICEConnectionState st;
  g_object_get (wb, "ice-connection-state", &st, NULL);
  if ((st == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED ||
          st == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED) &&
      !s->pair->t_ice)
    s->pair->t_ice = g_get_monotonic_time ();
}
static void
negotiate (GstElement *wb, gpointer d)
{
  Side *s = d;
  if (s->offerer && !s->pair->t_offer)
    g_signal_emit_by_name (wb, "create-offer", NULL,
        gst_promise_new_with_change_func (offer_created, s, NULL));
}
static gboolean
on_bus (GstBus *b, GstMessage *m, gpointer d)
{
  if (GST_MESSAGE_TYPE (m) == GST_MESSAGE_ERROR) {
    GError *e;
    gchar *g;
    gst_message_parse_error (m, &e, &g);
    g_printerr ("error: %s (%s)\n", e->message, g);
    exit (1);
  }
  return TRUE;
}

static void
make_side (Pair *p, Side *s, gboolean offerer)
{
  s->pair = p;
  s->offerer = offerer;
  s->pipe = gst_pipeline_new (NULL);
  s->wb = gst_element_factory_make ("webrtcbin", NULL);
  g_object_set (s->wb, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE,
      "latency", latency, NULL);
  gst_bin_add (GST_BIN (s->pipe), s->wb);
  if (noupnp) {
    GObject *ice = NULL, *nice = NULL;
    g_object_get (s->wb, "ice-agent", &ice, NULL);
    g_object_get (ice, "agent", &nice, NULL);
    g_object_set (nice, "upnp", FALSE, NULL);
    g_object_unref (nice);
    g_object_unref (ice);
  }
  g_signal_connect (s->wb, "on-negotiation-needed", G_CALLBACK (negotiate), s);
  g_signal_connect (s->wb, "pad-added", G_CALLBACK (pad_added), s);
  g_signal_connect (s->wb, "notify::ice-gathering-state",
      G_CALLBACK (gathering), s);
  g_signal_connect (s->wb, "notify::ice-connection-state", G_CALLBACK (iceconn),
      s);
  g_signal_connect (s->wb, "notify::connection-state", G_CALLBACK (connected),
      s);
  if (offerer || !oneway) {
    GstElement *src = gst_parse_bin_from_description (strcmp (codec, "opus")
            ? "audiotestsrc is-live=true samplesperbuffer=160 wave=ticks ! "
              "audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay pt=8 ! "
              "application/"
              "x-rtp,media=audio,encoding-name=PCMA,payload=8,clock-rate=8000"
            : "audiotestsrc is-live=true samplesperbuffer=960 wave=ticks ! "
              "audio/x-raw,rate=48000,channels=1 ! opusenc ! rtpopuspay pt=111 "
              "! "
              "application/"
              "x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate="
              "48000",
        TRUE, NULL);
    gst_bin_add (GST_BIN (s->pipe), src);
    if (!gst_element_link (src, s->wb))
      g_error ("link src");
  }
  GstBus *bus = gst_element_get_bus (s->pipe);
  gst_bus_add_watch (bus, on_bus, s);
  gst_object_unref (bus);
}
static void
start_pair (void)
{
  Pair *p = &pairs[n_started];
  p->no = n_started++;
  p->t0 = g_get_monotonic_time ();
  make_side (p, &p->a, TRUE);
  make_side (p, &p->b, FALSE);
  gst_element_set_state (p->b.pipe, GST_STATE_PLAYING);
  gst_element_set_state (p->a.pipe, GST_STATE_PLAYING);
}

static int
cmpd (const void *x, const void *y)
{
  double a = *(double *) x, b = *(double *) y;
  return a < b ? -1 : a > b;
}
static gboolean
finish (gpointer d)
{
  double c = cpu () - cpu_start,
         w = (g_get_monotonic_time () - *(gint64 *) d) / 1e6;
  gint f = 0;
  for (int i = 0; i < n_pairs; i++)
    f += pairs[i].a.frames + pairs[i].b.frames;
  printf ("media      %.2f s wall, CPU %.3f s: %.4f CPU s per media s for %d "
          "pair(s); %.4f per pair, %.4f per sending+receiving direction = %.2f "
          "CPU s per minute of one call side\n",
      w, c, c / w, n_pairs, c / w / n_pairs, c / w / n_pairs / (oneway ? 1 : 2),
      60 * c / w / n_pairs / (oneway ? 1 : 2));
  printf ("decoded    %.1f buffers/s per direction\n",
      (f - frames0) / w / n_pairs / (oneway ? 1 : 2));
  printf ("memory     VmRSS %.1f MB (after gst_init %.1f MB): %.2f MB per "
          "pair; VmHWM %.1f MB; threads %.0f; fds %d\n",
      statusk ("VmRSS") / 1024, rss_base / 1024,
      (statusk ("VmRSS") - rss_base) / 1024 / n_pairs, statusk ("VmHWM") / 1024,
      statusk ("Threads"), fds ());
  gint64 t = g_get_monotonic_time ();
  double c1 = cpu ();
  for (int i = 0; i < n_pairs; i++) {
    gst_element_set_state (pairs[i].a.pipe, GST_STATE_NULL);
    gst_element_set_state (pairs[i].b.pipe, GST_STATE_NULL);
    gst_object_unref (pairs[i].a.pipe);
    gst_object_unref (pairs[i].b.pipe);
  }
  printf ("teardown   %.0f ms wall, %.0f ms CPU; VmRSS after %.1f MB, threads "
          "%.0f, fds %d\n",
      (g_get_monotonic_time () - t) / 1e3, (cpu () - c1) * 1e3,
      statusk ("VmRSS") / 1024, statusk ("Threads"), fds ());
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}
static gboolean
steady (gpointer d)
{
  static gint64 t;
  t = g_get_monotonic_time ();
  cpu_start = cpu ();
  frames0 = 0;
  for (int i = 0; i < n_pairs; i++)
    frames0 += pairs[i].a.frames + pairs[i].b.frames;
  g_timeout_add (seconds * 1000, finish, &t);
  return G_SOURCE_REMOVE;
}
static gboolean
cycle_next (gpointer d)
{
  static int k;
  Pair *p = &pairs[0];
  double ms = (p->b.t_decoded - p->t0) / 1e3;
  GstElement *e[2] = {p->a.pipe, p->b.pipe};
  for (int i = 0; i < 2; i++) {
    GstBus *b = gst_element_get_bus (e[i]);
    gst_bus_remove_watch (b);
    gst_object_unref (b);
    gst_element_set_state (e[i], GST_STATE_NULL);
    gst_object_unref (e[i]);
  }
  k++;
  if (k == 1 || k % (cycles > 20 ? cycles / 10 : 1) == 0) {
    printf ("cycle %-4d set-up %.0f ms, CPU so far %.2f s, VmRSS %.0f kB, "
            "threads %.0f, fds %d\n",
        k, ms, cpu () - cpu_base, statusk ("VmRSS"), statusk ("Threads"),
        fds ());
    fflush (stdout);
  }
  if (k == cycles)
    exit (0);
  memset (p, 0, sizeof *p);
  n_started = 0;
  up_sides = 0;
  start_pair ();
  return G_SOURCE_REMOVE;
}
static gboolean
on_all_up (gpointer d)
{
  int per = oneway ? 1 : 2;
  static gboolean done;
  if (cycles) {
    if (up_sides == 2)
      g_timeout_add (50, cycle_next, NULL);
    up_sides += up_sides == 2;
    return G_SOURCE_REMOVE;
  }
  if (serial && up_sides == n_started * per && n_started < n_pairs) {
    start_pair ();
    return G_SOURCE_REMOVE;
  }
  if (up_sides < n_pairs * per || n_started < n_pairs || done)
    return G_SOURCE_REMOVE;
  done = TRUE;
  double *v = g_new (double, n_pairs *per);
  int k = 0;
  for (int i = 0; i < n_pairs; i++) {
    if (!oneway)
      v[k++] = (pairs[i].a.t_decoded - pairs[i].t0) / 1e3;
    v[k++] = (pairs[i].b.t_decoded - pairs[i].t0) / 1e3;
  }
  qsort (v, k, sizeof *v, cmpd);
  Pair *p = &pairs[0];
  printf ("set-up     first decoded buffer after %.0f / %.0f / %.0f ms "
          "(min/median/max over %d sides); all up after %.0f ms; CPU %.0f ms = "
          "%.0f ms per side\n",
      v[0], v[k / 2], v[k - 1], k, (g_get_monotonic_time () - prog0) / 1e3,
      (cpu () - cpu_base) * 1e3, (cpu () - cpu_base) * 1e3 / n_pairs / 2);
  (void) p;
  double st[6][256];
  for (int i = 0; i < n_pairs && i < 256; i++) {
    Pair *q = &pairs[i];
    st[0][i] = (q->t_offer - q->t0) / 1e3;
    st[1][i] = (q->a.t_gather - q->t_offer) / 1e3;
    st[2][i] = (q->b.t_gather - q->a.t_gather) / 1e3;
    st[3][i] = (q->t_ice - q->b.t_gather) / 1e3;
    st[4][i] = (q->t_dtls - q->t_ice) / 1e3;
    st[5][i] = (q->b.t_decoded - q->t_dtls) / 1e3;
  }
  for (int j = 0; j < 6; j++)
    qsort (st[j], n_pairs, sizeof (double), cmpd);
  printf ("steps      (median ms over pairs) make+offer %.0f, offerer gathers "
          "%.0f, answer+answerer gathers %.0f, ICE %.0f, DTLS %.0f, to first "
          "decoded %.0f\n",
      st[0][n_pairs / 2], st[1][n_pairs / 2], st[2][n_pairs / 2],
      st[3][n_pairs / 2], st[4][n_pairs / 2], st[5][n_pairs / 2]);
  fflush (stdout);
  g_timeout_add (1000, steady, NULL);
  return G_SOURCE_REMOVE;
}
int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  for (int i = 1; i < argc; i++) {
    if (!strcmp (argv[i], "-n"))
      n_pairs = atoi (argv[++i]);
    else if (!strcmp (argv[i], "-d"))
      seconds = atoi (argv[++i]);
    else if (!strcmp (argv[i], "-1"))
      oneway = TRUE;
    else if (!strcmp (argv[i], "-c"))
      codec = argv[++i];
    else if (!strcmp (argv[i], "-l"))
      latency = atoi (argv[++i]);
    else if (!strcmp (argv[i], "-s"))
      serial = TRUE;
    else if (!strcmp (argv[i], "-u"))
      noupnp = TRUE;
    else if (!strcmp (argv[i], "-k"))
      cycles = atoi (argv[++i]);
  }
  loop = g_main_loop_new (NULL, FALSE);
  pairs = g_new0 (Pair, n_pairs);
  printf ("bare webrtcbin, GStreamer %s, %d pair(s), %s, %s, latency %d ms%s\n",
      gst_version_string (), n_pairs, codec, oneway ? "one way" : "both ways",
      latency, serial ? ", one at a time" : "");
  cpu_base = cpu ();
  rss_base = statusk ("VmRSS");
  prog0 = g_get_monotonic_time ();
  if (serial)
    start_pair ();
  else
    while (n_started < n_pairs)
      start_pair ();
  g_timeout_add_seconds (seconds + 90 + cycles * 2, (GSourceFunc) (void *) exit,
      NULL);
  g_main_loop_run (loop);
  return 0;
}
