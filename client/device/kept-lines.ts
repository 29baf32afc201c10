// The first lines of worlds, kept on the device for the person who saw them: the service worker answers with
// them before the app is there. They go with their person, and nobody else is shown them.

/** The service worker knows both by these names, too. */
const LINES_CACHE = 'inkland-first-lines'
/** Where it says whose they are. */
const LINES_MEMBER = '/first-lines/member'
/** Of so many worlds; those that were seen longest ago go first. */
const WORLDS_MAX = 200

/** Lines are kept of what this member sees from now on; those of anybody else go. Null: nobody is here. */
export async function keepLinesOf(member: string | null): Promise<void> {
  if (!('caches' in globalThis)) return
  if (member === null) return void (await caches.delete(LINES_CACHE))
  const kept = await (await caches.match(LINES_MEMBER, { cacheName: LINES_CACHE }))?.text()
  if (kept === member) return
  await caches.delete(LINES_CACHE)
  const cache = await caches.open(LINES_CACHE)
  await cache.put(LINES_MEMBER, new Response(member))
}

/** Keeps the lines of a world at its path; null: there are none any more. */
export async function keepLines(member: string, path: string, html: string | null): Promise<void> {
  if (!('caches' in globalThis)) return
  const cache = await caches.open(LINES_CACHE)
  const kept = await (await cache.match(LINES_MEMBER))?.text()
  if (html === null || kept !== member) return void (await cache.delete(path))
  // In one step: a tab that is closed meanwhile leaves the older ones. Either way this world is the last now.
  await cache.put(path, new Response(html))
  const worlds = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== LINES_MEMBER)
  await Promise.all(worlds.slice(0, -WORLDS_MAX).map((world) => cache.delete(world)))
}
