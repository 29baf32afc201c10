// What a browser without scripts reads of a world, from a real node: the words, for those who may see them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { innerMap, metaOf, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { makeWorld, open } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit } from '../drafts/editor.ts'
import { ask } from './ask.ts'

let node: AccountsNode
let bob: Somebody

beforeAll(async () => {
  node = await serveAccounts()
  bob = await node.signUp('bob')
})
afterAll(() => node[Symbol.asyncDispose]())

async function page(world: string, who: Pick<Somebody, 'cookie'> | null = null, etag?: string) {
  const answer = await ask(node.url, `GET /w/${world}`, {
    headers: { ...(who && { cookie: who.cookie }), ...(etag !== undefined && { 'if-none-match': etag }) },
  })
  const words = /<main id="words" lang="[\w-]*">(.*)<\/main>/s.exec(answer.text)?.[1] ?? null
  return { ...answer, words, header: (name: string) => answer.headers[name] }
}

/** A world of ada with words on a lamp that stands in it. */
async function written(title: string, words: string): Promise<string> {
  const world = await makeWorld(node.admin, title)
  await using ada = await edit(node.server, world, node.admin)
  ada.put('lamp', words, [['name', 'The lamp']])
  await until('it is stored', async () => (await page(world, node.admin)).words?.includes('lamp') === true)
  return world
}

test('[H17] who may see a world reads it without a script; nobody else learns that it is there', async () => {
  const world = await written('Dusk & <b>', '# Light\n\nIt **shines** on [the pond](https://pond.example).')
  const own = await page(world, node.admin)
  expect(own.words).toMatch(/<section id="\w+" aria-label="The lamp">.*<h1/s)
  expect(own.words).toContain('href="https://pond.example/"')
  expect(own.text).toContain('<title lang="">Dusk &amp; &lt;b&gt; · Inkland</title>')
  expect(own.header('cache-control')).toBe('private, no-cache')
  expect(own.header('vary')).toBe('Cookie, Accept-Encoding')
  for (const who of [null, bob]) {
    const closed = await page(world, who)
    const none = await page('ada/none', who)
    expect(closed.words).toBeNull()
    expect(closed.text).toBe(none.text)
    expect(closed.header('etag')).toBe(none.header('etag'))
    expect(closed.header('cache-control')).toBe(none.header('cache-control'))
  }
  await open(node.admin, world, 'see')
  const everybody = await page(world)
  expect(everybody.words).toBe(own.words)
  expect(everybody.header('cache-control')).toBe('no-cache')
  expect(everybody.header('x-robots-tag')).toBe('noindex')
  await open(node.admin, world, 'none')
  expect((await page(world)).words).toBeNull()
})

test('[H17] the first lines come with the address, in the colours of the world, to who may see it', async () => {
  const world = await makeWorld(node.admin, 'Lit')
  await using ada = await edit(node.server, world, node.admin)
  const { root } = metaOf(ada.scene)
  const floor = root === null ? null : sceneArtifact(ada.scene, root)
  if (root === null || floor === null) throw new Error('there is no floor')
  textOf(ada.scene, root)?.insert(0, `# Dawn\n\n<script>\n\n${'word '.repeat(4_000)}\n`)
  const colors = innerMap(floor, 'colors')
  colors.set('paper', '#102030')
  colors.set('title', '#ffeedd')
  await until('it is stored', async () => (await page(world, node.admin)).text.includes('Dawn'))
  const { text } = await page(world, node.admin)
  const [, first = ''] = /<div id="first-lines">(.*?)<div id="app">/s.exec(text) ?? []
  expect(first).toContain('<div class="floor-space" data-light="dark">')
  expect(first).toMatch(/<h1><div class="page-line page-h1[^>]*>.*Dawn/)
  expect(first).toContain('&lt;script&gt;')
  expect(first).not.toContain('word')
  expect(text).toContain(`<link rel="stylesheet" href="/w/${world}/look.css" />`)

  const look = (who: Pick<Somebody, 'cookie'> | null) =>
    ask(node.url, `GET /w/${world}/look.css`, { headers: who ? { cookie: who.cookie } : {} })
  const sheet = await look(node.admin)
  expect(sheet.text).toBe('#first-lines .floor-space{--paper:#102030;--page-title:#ffeedd}')
  expect(sheet.headers['content-type']).toBe('text/css; charset=utf-8')
  expect(sheet.headers['cache-control']).toBe('private, no-cache')
  for (const who of [null, bob]) {
    expect((await look(who)).status).toBe(404)
    expect((await page(world, who)).text).not.toContain('first-lines')
  }
})

test('[H17] values that code sets are shown as they are now', async () => {
  const world = await makeWorld(node.admin, 'Played')
  await using ada = await edit(node.server, world, node.admin)
  const code = 'every(0.1, () => { memory.n = (memory.n ?? 12) + 1; text().show("score", memory.n) })'
  ada.put('lamp', `#score 12\n\n\`\`\`js\n${code}\n\`\`\`\n`)
  const score = async (): Promise<number> => {
    const { words } = await page(world, node.admin)
    return Number(/live-value[^>]*>(\d+)/.exec(words ?? '')?.[1])
  }
  const first = await until('one is shown', async () => ((shown) => shown > 12 && shown)(await score()))
  await until('the next one is shown', async () => (await score()) > first)
})

test('[H17] a link to a world is shown with its title, its first words and its first picture', async () => {
  const picture = `/assets/${'0f'.repeat(32)}`
  const page = `# Dusk\n\nIt **shines** "far" & wide\non [the pond](https://pond.example).\n\n\`\`\`js\non(1)\n\`\`\`\n\n![](${picture})`
  await using published = await serveAccounts({ args: ['--origin', 'https://worlds.example'] })
  for (const [{ server, admin, url }, origin] of [
    [published, 'https://worlds.example'],
    [node, null],
  ] as const) {
    const world = await makeWorld(admin, 'Dusk & <b>')
    await using ada = await edit(server, world, admin)
    ada.put('lamp', page, [['name', 'The lamp']])
    const read = async (): Promise<string> =>
      (await ask(url, `GET /w/${world}`, { headers: { cookie: admin.cookie } })).text
    await until('it is stored', async () => (await read()).includes('shines'))
    const text = await read()
    const metas = [...text.matchAll(/<meta (?:name|property)="([\w:]+)" content="([^"]*)" ?\/?>/g)]
    const told = new Map(metas.map(([, name, content]) => [name, content]))
    const words = 'Dusk It shines &quot;far&quot; &amp; wide on the pond.'
    expect(told.get('description')).toBe(words)
    expect(told.get('og:description')).toBe(words)
    expect(told.get('og:title')).toBe('Dusk &amp; &lt;b&gt;')
    expect(told.get('og:url')).toBe(origin === null ? undefined : `${origin}/w/${world}`)
    expect(told.get('og:image')).toBe(origin === null ? undefined : `${origin}${picture}`)
    expect(told.has('og:image:width')).toBe(false)
    expect(text.includes(`<link rel="canonical" href="${origin}/w/${world}"`)).toBe(origin !== null)
    await admin.ask('PATCH', `/api/worlds/${world}`, { address: 'ada/moved' })
    const moved = await ask(url, 'GET /w/ada/moved', { headers: { cookie: admin.cookie } })
    expect(moved.text.includes(`content="${origin}/w/ada/moved"`)).toBe(origin !== null)
  }
})

test('[H18] search engines find a world whose owner says so, while anybody may see it', async () => {
  const world = await written('Found', 'The lamp is lit.')
  const listed = async (): Promise<boolean> => {
    const { headers, text } = await ask(node.url, 'GET /sitemap.xml')
    expect(headers['content-type']).toBe('application/xml; charset=utf-8')
    return text.includes(`<url><loc>${node.url}/w/${world}</loc><lastmod>2`)
  }
  const isKept = async (): Promise<boolean> => (await page(world)).header('x-robots-tag') !== 'noindex'
  const share = (body: object) => node.admin.ask('PATCH', `/api/worlds/${world}/sharing`, body)
  const isFound = async (): Promise<boolean[]> => Promise.all([listed(), isKept()])
  // Anybody has to be able to see it.
  await share({ isFound: true })
  expect(await isFound()).toEqual([false, false])
  await share({ public: 'see' })
  expect(await isFound()).toEqual([false, false])
  expect(await told(await share({ isFound: true }))).toMatchObject({ public: 'see', isFound: true })
  expect(await isFound()).toEqual([true, true])
  expect((await bob.ask('PATCH', `/api/worlds/${world}/sharing`, { isFound: false })).status).toBe(403)
  const feed = `/api/worlds/${world}/feed`
  expect((await page(world)).text).toContain(
    `<link rel="alternate" type="application/atom+xml" href="${feed}"`,
  )
  const read = async (): Promise<string> => (await ask(node.url, `GET ${feed}`)).text
  expect(await read()).toContain(`<title xml:lang="en">It has changed.</title>`)
  await told(await node.admin.ask('PUT', `/api/worlds/${world}/history/settings`, { lookBack: 'everything' }))
  const entries = (await read()).match(/<entry>[^]*?<\/entry>/g)
  expect(entries?.[0]).toMatch(
    /<title xml:lang="en">ada: \d+ letters written, 0 deleted<\/title>\n<updated>2/i,
  )
  expect(entries?.[0]).toContain(`<link href="${node.url}/w/${world}"/>`)
  // Who closes it does not have it found again where it is opened later.
  for (const right of ['none', 'see']) {
    await share({ public: right })
    expect(await isFound()).toEqual([false, false])
    expect((await ask(node.url, `GET ${feed}`)).status).toBe(404)
    expect((await page(world)).text).not.toContain('atom+xml')
  }
  await share({ isFound: true })
  await node.admin.ask('DELETE', `/api/worlds/${world}`)
  expect(await isFound()).toEqual([false, false])
  const { text } = await ask(node.url, 'GET /robots.txt')
  expect(text).toBe(`User-agent: *\nDisallow:\n\nSitemap: ${node.url}/sitemap.xml\n`)
  for (const number of ['0', '2', 'x']) {
    expect((await ask(node.url, `GET /sitemap.xml?page=${number}`)).status).toBe(404)
  }
})

test('[H17] a world without a picture of its own is drawn for who shows a link to it', async () => {
  const world = await written('Drawn', 'The lamp is lit.')
  const drawn = () => fetch(`${node.url}/preview/${world}`)
  expect((await drawn()).status).toBe(404)
  await open(node.admin, world, 'see')
  const sizeOf = (png: Buffer): number[] => [png.readUInt32BE(16), png.readUInt32BE(20)]
  const before = Buffer.from(await (await drawn()).arrayBuffer())
  expect(before.subarray(1, 4).toString()).toBe('PNG')
  expect(sizeOf(before)).toEqual([1200, 630])
  const again = await drawn()
  expect(again.headers.get('content-type')).toBe('image/png')
  expect(before.equals(Buffer.from(await again.arrayBuffer()))).toBe(true)
  expect((await fetch(`${node.url}/preview/ada/none`)).status).toBe(404)
})

test('[H19] any site may set a world that anybody may see into its pages, to be read, and no other', async () => {
  const world = await written('Set in', 'The [lamp](https://lamp.example) shines. ![](/assets/none)')
  const frame = () => ask(node.url, `GET /embed/${world}`, { headers: { cookie: node.admin.cookie } })
  const told = (query = '') =>
    ask(node.url, `GET /oembed?url=${encodeURIComponent(`${node.url}/w/${world}`)}${query}`)
  expect([(await frame()).status, (await told()).status]).toEqual([404, 404])
  expect((await frame()).headers['x-frame-options']).toBe('DENY')
  await open(node.admin, world, 'see')
  const { status, headers, text } = await frame()
  expect(status).toBe(200)
  expect(headers['x-frame-options']).toBeUndefined()
  expect(headers['x-robots-tag']).toBe('noindex')
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain('frame-ancestors *')
  expect(policy).not.toContain('script-src')
  expect(text).toContain('target="_blank" href="https://lamp.example/"')
  expect(text).toContain(`<a lang="en" target="_blank" href="/w/${world}">Open this world</a>`)
  expect(JSON.parse((await told('&maxwidth=300')).text)).toEqual({
    version: '1.0',
    type: 'rich',
    title: 'Set in',
    provider_name: 'Inkland',
    provider_url: node.url,
    cache_age: 3600,
    width: 300,
    height: 480,
    html: `<iframe src="${node.url}/embed/${world}" width="300" height="480" title="Set in" loading="lazy"></iframe>`,
  })
  expect((await told('&format=xml')).status).toBe(501)
  for (const url of ['https://other.example/w/ada/garden', `${node.url}/w/ada/none`, 'x', '']) {
    expect((await ask(node.url, `GET /oembed?url=${encodeURIComponent(url)}`)).status).toBe(404)
  }
})

test('[H20] what is shown of a world says in which language it is written, once that is said', async () => {
  const world = await written('Abend', 'Die Lampe brennt.')
  await node.admin.ask('PATCH', `/api/worlds/${world}/sharing`, { public: 'see' })
  await node.admin.ask('PATCH', `/api/worlds/${world}/sharing`, { isFound: true })
  const shown = async (): Promise<string[]> => {
    const asked = ['/w/', '/embed/', '/api/worlds/'].map((path) => `GET ${path}${world}`)
    const feed = `${asked.pop()}/feed`
    return Promise.all([...asked, feed].map(async (each) => (await ask(node.url, each)).text))
  }
  const [page, embed, feed] = await shown()
  expect(page).toContain('<main id="words" lang="">')
  expect(embed).toContain('<html lang="">')
  expect(feed).toContain('<title>Abend</title>')
  await using ada = await edit(node.server, world, node.admin)
  ada.scene.getMap('meta').set('lang', 'DE-ch')
  await until('it is stored', async () => (await shown())[0]?.includes('lang="de-CH"') === true)
  const [then, embedThen, feedThen] = await shown()
  expect(then).toContain('<html lang="en">')
  expect(then).toContain('<title lang="de-CH">Abend · Inkland</title>')
  expect(then).toContain('<main id="words" lang="de-CH">')
  expect(embedThen).toContain('<html lang="de-CH">')
  expect(embedThen).toContain('<a lang="en" target="_blank"')
  expect(feedThen).toContain('<title xml:lang="de-CH">Abend</title>')
  // What no language has is not said to any reader.
  ada.scene.getMap('meta').set('lang', '"><script>')
  await until('it is stored', async () => (await shown())[0]?.includes('lang=""') === true)
  expect((await shown()).join('')).not.toContain('"><script>')
})

test('[H17] a change is in the next answer, and a page that is as it was is not sent again', async () => {
  const world = await written('Changing', 'The lamp is new.')
  const before = await page(world, node.admin)
  expect((await page(world, node.admin, String(before.header('etag')))).status).toBe(304)
  await using ada = await edit(node.server, world, node.admin)
  ada.text('lamp').insert(0, 'Today. ')
  await using again = await edit(node.server, world, node.admin)
  await until('it is stored', () => again.page('lamp').startsWith('Today.'))
  const after = await page(world, node.admin, String(before.header('etag')))
  expect(after.status).toBe(200)
  expect(after.words).toContain('Today. The lamp is new.')
  await node.admin.ask('DELETE', `/api/worlds/${world}`)
  expect((await page(world, node.admin)).words).toBeNull()
})

test('[H17] markup in a page is words, and a large world is its beginning', async () => {
  const hostile = '</noscript><script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))'
  const world = await written('Hostile', `The lamp. ${hostile}`)
  const { words, text } = await page(world, node.admin)
  expect(words).toContain('&lt;/noscript&gt;')
  expect(words).not.toMatch(/<(?:script|img)|href="javascript/)
  expect(text.match(/<\/noscript>/g)).toHaveLength(1)
  const large = await written('Large', `The lamp.\n${'A line of many words.\n'.repeat(20_000)}`)
  await expect.poll(async () => (await page(large, node.admin)).text).toContain('This is the beginning')
})
