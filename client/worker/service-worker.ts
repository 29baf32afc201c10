// The service worker: keeps the app's own files on the device, so that it starts without a network, and
// pictures that were seen. It never touches the API, exports or worlds; those have a store of their own.
import { isPicture, pictureFor } from './picture-cache.ts'

interface Build {
  readonly version: string
  readonly files: readonly string[]
  /** The hashes of scripts and styles inside of the page of a world. */
  readonly inside: Readonly<Record<'script' | 'style', string>>
}

interface Extendable extends Event {
  waitUntil(promise: Promise<unknown>): void
}

interface FetchRequest extends Extendable {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

/** The used parts of a worker's global scope, which the DOM's types do not have. */
interface Scope {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchRequest) => void): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

declare const self: Scope
const build: Build = JSON.parse('__INKLAND_BUILD__') as Build
const CACHE = `inkland-app-${build.version}`
/** As device/kept-lines.ts calls them: a worker imports nothing that pages import, too. */
const LINES_CACHE = 'inkland-first-lines'
const LINES_MEMBER = '/first-lines/member'
const SHELL = /^\/(?:$|copies\/|reference$|account$|sign-in$|recovery$|join$|first$)/

self.addEventListener('install', (event) => event.waitUntil(keepFiles()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('message', (event) => {
  // A page asks for the new version when the person does: until then its own files stay as they were.
  if (event.data === 'take over') void self.skipWaiting()
  if (event.data === 'claim') void self.clients.claim()
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (url.pathname.startsWith('/w/')) event.respondWith(worldPage(url.pathname, request))
    else if (SHELL.test(url.pathname)) event.respondWith(fromCache('/', request))
    return
  }
  if (build.files.includes(url.pathname)) event.respondWith(fromCache(url.pathname, request))
  else if (isPicture(url.pathname)) event.respondWith(pictureFor(request, (work) => event.waitUntil(work)))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(cachedFromNowOn(request))
})

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll(build.files.map((file) => new Request(file, { cache: cacheFor(file) })))
}

/** A file whose name carries its content's hash may come from the page's own recent fetch. */
const cacheFor = (file: string): RequestCache => (file.startsWith('/assets/') ? 'default' : 'reload')

/** Deletes old versions, except the last: a tab that still runs it may want another of its files. */
async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith('inkland-app-') && name !== CACHE)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
  await self.clients.claim()
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(path)) ?? fetch(request)
}

/** Of a file as it was sent: they are not true of what is made from it. */
const SENT_HEADERS = ['content-encoding', 'content-length', 'etag']
const POLICY = 'content-security-policy'

/** The page of a world, with the first lines that were kept of it for who is signed in. */
async function worldPage(path: string, request: Request): Promise<Response> {
  const from = { cacheName: LINES_CACHE }
  const [page, whose, lines] = await Promise.all([
    fromCache('/world-kept.html', request),
    caches.match(LINES_MEMBER, from),
    caches.match(path, from),
  ])
  if (!page.ok) return page
  const headers = new Headers(page.headers)
  for (const name of SENT_HEADERS) headers.delete(name)
  const policy = headers.get(POLICY)
  if (policy !== null) headers.set(POLICY, allowInside(policy))
  const shell = await page.text()
  const isFilled = shell.includes('<div id="first-lines"')
  const html = whose && lines && !isFilled ? await lines.text() : ''
  return new Response(
    shell.replace('<div id="app">', (tag) => html + tag),
    { headers },
  )
}

/** Lets a page have what stands inside of it: that, and nothing else. */
const allowInside = (policy: string): string =>
  policy
    .replace("script-src 'self'", `$& ${build.inside.script}`)
    .replace("style-src 'self'", `$& ${build.inside.style}`)

/** Files of the version before, and alphabets that are kept when they are first used. */
async function cachedFromNowOn(request: Request): Promise<Response> {
  const found = await caches.match(request)
  if (found) return found
  const response = await fetch(request)
  if (response.ok && request.destination === 'font') {
    const cache = await caches.open(CACHE)
    await cache.put(request, response.clone())
  }
  return response
}
