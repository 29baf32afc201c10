// Pages, health, metrics and headers of a real node.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve } from '../../hosted-node.ts'
import { type ServingNode } from '../../process.ts'
import { ask, type Answer, type Question } from './ask.ts'

let server: ServingNode
beforeAll(async () => {
  server = await serve({ args: ['--origin', 'https://my.domain'] })
})
afterAll(async () => server[Symbol.asyncDispose]())

const to = (what: string, question?: Question) => ask(server.url, what, question)

describe('pages', () => {
  it.each(['/', '/reference', '/w/ada/garden', '/w/%C3%A4/%E5%BA%AD', '/copies/x1'])(
    '%s is the shell',
    async (path) => {
      const answer = await to(`GET ${path}`)
      expect(answer.status).toBe(200)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.text).toContain('<script type="module"')
      expect((await to(`HEAD ${path}`)).bytes).toHaveLength(0)
    },
  )

  it('come with assets that are kept for ever, in the encoding that is asked for', async () => {
    const path = /\/assets\/[\w.-]+\.js/.exec((await to('GET /')).text)?.[0] ?? ''
    const get = (encoding: string) => to(`GET ${path}`, { headers: { 'accept-encoding': encoding } })
    const [plain, gzip, brotli] = [await get('identity'), await get('gzip'), await get('gzip, br')]
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(gunzipSync(gzip.bytes)).toEqual(plain.bytes)
    expect(brotliDecompressSync(brotli.bytes)).toEqual(plain.bytes)
    expect(brotli.headers['vary']).toContain('Accept-Encoding')

    const etag = String(brotli.headers['etag'])
    const headers = { 'accept-encoding': 'br', 'if-none-match': etag }
    expect((await to(`GET ${path}`, { headers })).status).toBe(304)
    expect(gzip.headers['etag']).not.toBe(etag)
  })

  it('of a world name all that is needed to see it, which comes as the build has packed it', async () => {
    const scripts = async (path: string) =>
      [...(await to(`GET ${path}`)).text.matchAll(/\/assets\/[\w.-]+\.js/g)].map(([script]) => script)
    const [home, world] = [await scripts('/'), await scripts('/w/ada/garden')]
    expect(world).toEqual(expect.arrayContaining(home))
    expect(world.length).toBeGreaterThan(home.length)
    for (const script of world) {
      const sent = await to(`GET ${script}`, { headers: { 'accept-encoding': 'gzip, br' } })
      const built = (file: string) => readFileSync(new URL(`../../../client/dist${file}`, import.meta.url))
      expect(sent.bytes.equals(built(`${script}.br`)), script).toBe(true)
      expect(brotliDecompressSync(sent.bytes).equals(built(script)), script).toBe(true)
    }
  })

  it.each([
    '/nothing',
    '/w/a',
    '/w/a/b/c',
    '/w/a%2Fb/c',
    '/assets/none.js',
    '/assets/../index.html',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/.inkland-built',
    '/assets',
    '//evil.example/',
  ])('%s is a page that says there is nothing', async (path) => {
    const answer = await to(`GET ${path}`, { headers: { accept: 'text/html,*/*' } })
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('There is nothing at this address.')
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('allow scripts, sockets and frames of our own only', async () => {
    const policy = (answer: Answer) => String(answer.headers['content-security-policy']).split('; ')
    const page = await to('GET /')
    const { headers } = page
    const sockets = `ws://127.0.0.1:${server.port} wss://127.0.0.1:${server.port}`
    const allowed = [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data: blob:",
      `connect-src 'self' ${sockets}`,
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types default',
    ]
    for (const answer of [page, await to('GET /w/ada/garden'), await to('GET /api/me')])
      expect(policy(answer).toSorted()).toEqual(allowed.toSorted())
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['permissions-policy']).toContain('camera=()')
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it('are asked for each time, and come whole once in each encoding', async () => {
    for (const path of ['/', '/w/ada/garden', '/world.html']) {
      const { text } = await to(`GET ${path}`)
      expect(text).toContain('<script type="module"')
      for (const encoding of ['br', 'gzip'] as const) {
        const headers = { 'accept-encoding': encoding }
        const packed = await to(`GET ${path}`, { headers })
        const unpack = encoding === 'br' ? brotliDecompressSync : gunzipSync
        expect(unpack(packed.bytes).toString()).toBe(text)
        const known = { ...headers, 'if-none-match': String(packed.headers['etag']) }
        expect((await to(`GET ${path}`, { headers: known })).status).toBe(304)
      }
    }
  })

  it('that refuse allow no more than their own style', async () => {
    const { headers, text } = await to('GET /nothing', { headers: { accept: 'text/html' } })
    const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${hash}';`)
    expect(headers['content-security-policy']).not.toContain('script-src')
  })

  it('speak of https only where they are offered by it', async () => {
    const behind = { host: 'my.domain', origin: 'https://my.domain' }
    expect((await to('GET /')).headers['strict-transport-security']).toBeUndefined()
    expect((await to('GET /', { headers: behind })).headers['strict-transport-security']).toBe(
      'max-age=31536000',
    )
    const greeted = (headers: Question['headers']) =>
      to('POST /api/me', {
        body: { name: 'Ada' },
        headers: { 'content-type': 'application/json', ...headers },
      })
    expect((await greeted(behind)).headers['set-cookie']?.[0]).toMatch(/; Secure$/)
    expect((await greeted({})).headers['set-cookie']?.[0]).not.toMatch(/Secure/)
  })
})

describe('the guard', () => {
  it('stands before every page, the API and the metrics', async () => {
    for (const path of ['/', '/w/a/b', '/assets/x.js', '/api/me', '/healthz', '/metrics', '/nothing']) {
      const rebound = await to(`GET ${path}`, { headers: { host: 'evil.example' } })
      expect([rebound.status, rebound.refusal().code], path).toEqual([421, 'host'])
      const elsewhere = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }
      const crossed = await to(`GET ${path}`, { headers: elsewhere })
      expect([crossed.status, crossed.refusal().code], path).toEqual([403, 'origin'])
    }
  })

  it('keeps writes of other sites from having any effect', async () => {
    const attempt = (headers: Readonly<Record<string, string>>) =>
      to('POST /api/me', { body: { name: 'Eve' }, headers })
    const json = { 'content-type': 'application/json' }
    for (const [headers, status] of [
      [{ ...json, origin: 'http://evil.example' }, 403],
      [{ ...json, origin: 'null' }, 403],
      [{ ...json, 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'content-type': 'text/plain' }, 415],
      [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ] as const) {
      const answer = await attempt(headers)
      expect([answer.status, answer.cookie]).toEqual([status, ''])
    }
  })

  it('gives no other site leave to read or to write', async () => {
    const asked = await to('OPTIONS /api/worlds', {
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'DELETE' },
    })
    expect(asked.status).toBe(403)
    for (const answer of [asked, await to('GET /api/worlds')]) {
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })
})

describe('health and metrics', () => {
  it('says ok while the store can write', async () => {
    const answer = await to('GET /healthz')
    expect([answer.status, answer.text]).toEqual([200, '{"ok":true}'])
  })

  it('counts the process, the sockets and the worlds', async () => {
    const { text, headers } = await to('GET /metrics')
    expect(headers['content-type']).toContain('text/plain; version=0.0.4')
    for (const line of [/^process_resident_memory_bytes \d/m, /^inkland_sync_connections 0$/m]) {
      expect(text).toMatch(line)
    }
    expect(text).toMatch(/^inkland_sync_saved_updates_total \d+$/m)
    expect(text).toMatch(/^inkland_worlds\{place="here"\} 1$/m)
    expect(text).toMatch(/^inkland_played_worlds \d$/m)
    expect(text).toMatch(/^inkland_faults_total \d+$/m)
  })

  it('keeps the metrics from whoever comes through a proxy', async () => {
    for (const headers of [
      { host: 'my.domain' },
      { host: '192.168.0.1' },
      { 'x-forwarded-for': '1.2.3.4' },
      { forwarded: 'for=1.2.3.4' },
      // A proxy that says nothing, but for the port that it was asked at.
      { host: '127.0.0.1:8080' },
      { host: 'localhost' },
    ]) {
      expect((await to('GET /metrics', { headers })).status).toBe(404)
    }
  })
})
