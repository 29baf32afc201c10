// Seen pictures, kept on the device by the service worker, so that a world that is opened without a network
// shows them. A picture's name is that of its content, so a kept one is always the right one.

/**
 * The name of the cache; it goes with other data that is taken off the device, and outlives new versions of
 * the app.
 */
const CACHE = 'inkland-pictures'
/**
 * Most that are kept: of the size that they are sent in, some 100 MB. Those that were seen longest ago go
 * first.
 */
const KEPT_MAX = 400
/** How many go at once where there is no space left. */
const GONE_AT_ONCE = 50

const PICTURE = /^\/assets\/[0-9a-f]{64}$/

export const isPicture = (pathname: string): boolean => PICTURE.test(pathname)

/** A picture from the device, else from the server; `later` goes on after the answer. */
export async function pictureFor(
  request: Request,
  later: (work: Promise<unknown>) => void,
): Promise<Response> {
  const cache = await caches.open(CACHE)
  // Another person may ask the server for others, but the picture stays the same.
  const cached = await cache.match(request, { ignoreVary: true })
  const response = cached ?? (await fetch(request))
  if (response.ok && response.type === 'basic') later(keepLast(cache, request, response.clone()))
  return response
}

/**
 * Keeps a picture as the one that was seen last: a cache hands out its entries in the order they were put.
 */
async function keepLast(cache: Cache, request: Request, response: Response): Promise<void> {
  try {
    await cache.delete(request, { ignoreVary: true })
    await cache.put(request, response)
    await drop(cache, (await cache.keys()).length - KEPT_MAX)
  } catch {
    // No space: the oldest make room for the next ones.
    await drop(cache, GONE_AT_ONCE)
  }
}

async function drop(cache: Cache, count: number): Promise<void> {
  if (count <= 0) return
  const oldest = (await cache.keys()).slice(0, count)
  await Promise.all(oldest.map((request) => cache.delete(request, { ignoreVary: true })))
}
