// Nobody sends us inside (row 16 of the promises): hostile addresses, names and redirects, by every spelling
// and every way, with a trap on this machine's own addresses that nothing may touch.
import { get, setGlobalProxyFromEnv } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDnsLookup } from '../../../../server/peers/outward/destination.ts'
import { OUTSIDE } from './outside.ts'
import { REDIRECTS } from './scripts.ts'
import { endOf, HASTY_MS, sentenceOf, setStage, type Stage } from './attacked-node.ts'
import { openDns } from './tiny-dns.ts'

let viewport: Stage
beforeAll(async () => {
  viewport = await setStage()
})
afterAll(() => viewport.close())
afterEach(() => expect(viewport.trap.hits.splice(0)).toEqual([]))

const listed = (text: string): string[] => text.trim().split(/\s+/u)
const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

describe('[N7] an address inside', () => {
  const spellings = () => [
    ...listed(`
      127.0.0.1 127.1 127.0.1 127.000.000.001 2130706433 0x7f000001 0x7F.0x0.0x0.0x1 0177.0.0.1 017700000001 0x7f.1
      127.0.0.1. １２７.0.0.1 127。0。0。1 ①②⑦.0.0.1 %31%32%37.0.0.1 0 0.0.0.0 0x0
      [::] [::1] [0:0:0:0:0:0:0:1] [0000::0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:127.0.0.1]
      [0:0:0:0:0:ffff:7f00:0001] [::127.0.0.1] [64:ff9b::127.0.0.1] [::ffff:0:127.0.0.1] [2002:7f00:1::]
      [fe80::1] [::1%25lo] 169.254.169.254 10.0.0.1 user@127.0.0.1 evil.example@127.0.0.1 evil.example:1@[::1]
      localhost LOCALHOST localhost. inside.example INSIDE.example. inside6.example mapped.example both.example
      behind.example zone.example zero.example nonsense.example nobody.example
    `),
    ...viewport.trap.addresses.map(bracketed),
  ]

  it('is not gone to in any spelling, by any scheme, over any way', async () => {
    const nodes = [viewport.node(), viewport.node({ allowPrivate: false })]
    let tries = 0
    for (const spelling of spellings()) {
      for (const scheme of ['https', 'http', 'wss', 'ws']) {
        const address = `${scheme}://${spelling}:${viewport.trap.port}/`
        for (const one of nodes) {
          const ways = [
            one.fetch(address),
            one.fetch(address, { method: 'POST', body: '{}' }),
            one.socket(address),
          ]
          for (const end of await Promise.all(ways.map(endOf)))
            expect([address, end]).toEqual([address, 'refused'])
          tries += ways.length
        }
      }
    }
    console.log(`${tries} tries to get inside, ${viewport.trap.hits.length} hits on the trap`)
  })

  it('would be reached otherwise: the trap is awake, and the spellings lead there', async () => {
    // Not to other machines, and not by names that do not lead to this one.
    const isHere = (spelling: string) => !/example|169|fe80|10\.|user|64:|2002|ffff:0:|::127/.test(spelling)
    const asked = spellings()
      .filter(isHere)
      .map((spelling) =>
        fetch(`http://${spelling}:${viewport.trap.port}/`, { signal: AbortSignal.timeout(HASTY_MS) }),
      )
    await Promise.allSettled(asked)
    expect(viewport.trap.hits.splice(0).length).toBeGreaterThan(20)
    const allowed = viewport.node({ allowPrivate: true })
    expect(await endOf(allowed.fetch(`http://0x7f.1:${viewport.trap.port}/`))).toBe('away')
    expect(viewport.trap.hits.splice(0)).toEqual(['127.0.0.1'])
  })

  it('is told of in the same words whether somebody listens there or not, and whether there is such a name', async () => {
    const open = await sentenceOf(viewport.node().fetch(`https://127.0.0.1:${viewport.trap.port}/`))
    expect(open).toBe('127.0.0.1 lies in a private network; this node does not go there.')
    expect(await sentenceOf(viewport.node().fetch('https://127.0.0.1:1024/'))).toBe(open)
    const inside = await sentenceOf(viewport.node().fetch(`https://inside.example:${viewport.trap.port}/`))
    const nobody = await sentenceOf(viewport.node().fetch(`https://nobody.example:${viewport.trap.port}/`))
    expect(inside).toBe('No public address is known for inside.example, and this node goes to no other.')
    expect(nobody.replace('nobody', 'inside')).toBe(inside)
  })

  it('is not reached by a proxy that the environment names', async () => {
    const proxy = `http://127.0.0.1:${viewport.trap.port}`
    const restore = setGlobalProxyFromEnv({ http_proxy: proxy, https_proxy: proxy })
    try {
      await new Promise((resolve) =>
        get(`http://${OUTSIDE}:${viewport.outside.plainPort}/ok`).on('error', resolve),
      )
      expect(viewport.trap.hits.splice(0)).toEqual(['127.0.0.1'])
      expect((await viewport.node().fetch(viewport.at('ok'))).status).toBe(200)
      expect((await viewport.node().fetch(`http://${OUTSIDE}:${viewport.outside.plainPort}/ok`)).status).toBe(
        200,
      )
    } finally {
      restore()
    }
  })
})

describe('[N7] a name', () => {
  it('is looked up once: what it leads to a moment later is not gone to', async () => {
    const answers = [[OUTSIDE], ['127.0.0.1'], ['127.0.0.1']]
    let asked = 0
    const rebound = viewport.node({ lookup: async () => answers[asked++] ?? [] })
    expect((await rebound.fetch(viewport.at('ok', 'rebind.example'))).status).toBe(200)
    expect(asked).toBe(1)
    expect(await endOf(rebound.fetch(`https://rebind.example:${viewport.trap.port}/`))).toBe('refused')
    expect(asked).toBe(2)
  })

  it('that leads inside once it redirected to itself is not gone to', async () => {
    let asked = 0
    const rebound = viewport.node({ lookup: async () => (asked++ === 0 ? [OUTSIDE] : ['127.0.0.1']) })
    const to = `https://rebind.example:${viewport.trap.port}/`
    expect(await endOf(rebound.fetch(viewport.at(`302?to=${to}`, 'rebind.example')))).toBe('refused')
    expect(asked).toBe(2)
  })

  it('is asked of the DNS, and leads inside by no kind of answer', async () => {
    const seen = new Map<string, number>()
    const dns = await openDns((name, kind) => {
      const times = seen.get(kind + name) ?? 0
      seen.set(kind + name, times + 1)
      if (name === 'evil.example') return kind === 'A' ? [OUTSIDE] : []
      if (name === 'rebind.example') return kind === 'A' ? [times === 0 ? OUTSIDE : '127.0.0.1'] : []
      if (name === 'six.example') return kind === 'AAAA' ? ['::1'] : [OUTSIDE]
      if (name === 'mapped.example') return kind === 'AAAA' ? ['::ffff:127.0.0.1'] : []
      if (name === 'gateway.example') return kind === 'AAAA' ? ['64:ff9b::7f00:1'] : []
      if (name === 'many.example')
        return kind === 'A' ? [...Array<string>(20).fill(OUTSIDE), '127.0.0.1'] : []
      if (name === 'good.example') return kind === 'A' ? ['evil.example', OUTSIDE] : ['evil.example']
      if (name === 'alias.example') return kind === 'A' ? ['inside.example', '127.0.0.1'] : ['inside.example']
      if (name === 'slow.example') return 'silence'
      return null
    })
    try {
      const asking = viewport.node({ lookup: createDnsLookup([dns.server]) })
      expect((await asking.fetch(viewport.at('ok'))).status).toBe(200)
      expect((await asking.fetch(viewport.at('ok', 'good.example'))).status).toBe(200)
      expect((await asking.fetch(viewport.at('ok', 'rebind.example'))).status).toBe(200)
      for (const name of ['rebind', 'six', 'mapped', 'gateway', 'many', 'alias', 'nobody']) {
        const address = `https://${name}.example:${viewport.trap.port}/`
        const ends = await Promise.all([asking.fetch(address), asking.socket(address)].map(endOf))
        expect([name, ...ends]).toEqual([name, 'refused', 'refused'])
      }
      expect(dns.questions).toContain('AAAA six.example')
      const hasty = viewport.node({ lookup: createDnsLookup([dns.server]), answerMs: HASTY_MS })
      expect(await endOf(hasty.fetch('https://slow.example/'))).toBe('slow')
    } finally {
      dns.close()
    }
    expect(
      await endOf(viewport.node({ lookup: createDnsLookup([dns.server]) }).fetch(viewport.at('ok'))),
    ).toBe('away')
  })

  it('of several addresses is gone to where somebody answers', async () => {
    const hosts = ['127.0.0.3', OUTSIDE]
    const trying = viewport.node({ allowPrivate: hosts, lookup: async () => hosts })
    expect((await trying.fetch(viewport.at('ok'))).status).toBe(200)
  })

  it('has to be proven by a certificate', async () => {
    expect(await sentenceOf(viewport.node().fetch(viewport.at('ok', 'wrong.example')))).toBe(
      'wrong.example cannot prove that it is wrong.example: its certificate is for another name.',
    )
    expect(await endOf(viewport.node().socket(viewport.at('line_ok', 'wrong.example')))).toBe('wrong')
    expect(await sentenceOf(viewport.node({ authorities: [] }).fetch(viewport.at('ok')))).toMatch(
      /not from anyone this node trusts/,
    )
    // Nothing was sent to a server that proved nothing.
    expect(viewport.outside.asked.filter((path) => path === '/line_ok')).toEqual([])
    expect((await viewport.node().fetch(viewport.at('ok', OUTSIDE))).status).toBe(200)
  })
})

describe('[N7] a redirect', () => {
  it('inside is not followed, with any status, to any place', async () => {
    const places = [
      ...listed(`https://127.0.0.1:P/ https://[::1]:P/ https://inside.example:P/ https://both.example:P/
        //127.1:P/ //0x7f000001:P \\\\127.0.0.1:P\\ https://u:p@127.0.0.1:P/ ftp://127.0.0.1:P/ file:///etc/passwd //:1`),
      ...viewport.trap.addresses.map((address) => `https://${bracketed(address)}:P/`),
    ].map((to) => to.replace(':P', `:${viewport.trap.port}`))
    const tries = [
      ...places.map((to) => [302, to] as const),
      ...REDIRECTS.map((status) => [status, `https://127.0.0.1:${viewport.trap.port}/`] as const),
    ]
    for (const [status, to] of tries) {
      const end = await endOf(viewport.node().fetch(viewport.at(`${status}?to=${encodeURIComponent(to)}`)))
      expect([status, to, end]).toEqual([status, to, 'refused'])
    }
  })

  it('is followed three times, and not a fourth time, nor in a circle', async () => {
    expect((await viewport.node().fetch(viewport.at('chain/2'))).url.pathname).toBe('/echo')
    expect(await endOf(viewport.node().fetch(viewport.at('chain/3')))).toBe('wrong')
    const before = viewport.outside.asked.length
    expect(await sentenceOf(viewport.node().fetch(viewport.at('circle')))).toBe(
      'evil.example redirected this node more than 3 times.',
    )
    expect(viewport.outside.asked.length - before).toBe(4)
  })

  it('from https to http is not followed, even where http is allowed', async () => {
    const plain = `http://${OUTSIDE}:${viewport.outside.plainPort}/ok`
    expect((await viewport.node().fetch(plain)).status).toBe(200)
    expect(await endOf(viewport.node().fetch(viewport.at(`302?to=${plain}`)))).toBe('refused')
  })

  it('of a request that is signed, or that sends something, is an error', async () => {
    const before = viewport.outside.asked.length
    const to = viewport.at('echo', 'good.example')
    for (const status of REDIRECTS) {
      const address = viewport.at(`${status}?to=${to}`)
      const ends = await Promise.all([
        endOf(viewport.node().fetch(address, { headers: { authorization: 'Inkland a.b.c' } })),
        endOf(viewport.node().fetch(address, { headers: { Authorization: 'Inkland a.b.c' } })),
        endOf(viewport.node().fetch(address, { method: 'POST', body: 'secret' })),
        endOf(viewport.node().fetch(address, { method: 'DELETE' })),
        endOf(viewport.node().socket(address)),
      ])
      expect(new Set(ends)).toEqual(new Set(['wrong']))
    }
    expect(viewport.outside.asked.slice(before).filter((path) => path.startsWith('/echo'))).toEqual([])
  })

  it('takes along nothing but what is understood; no cookie is kept', async () => {
    const headers = { accept: 'application/json', 'x-secret': '1' }
    const { body, headers: said } = await viewport
      .node()
      .fetch(viewport.at(`302?to=${viewport.at('echo', 'good.example')}`), {
        headers,
      })
    const sent = Buffer.from(body).toString()
    expect(sent).toMatch(/^accept: application\/json\r$/im)
    expect(sent).toMatch(/^accept-encoding: identity\r$/im)
    expect(sent).not.toMatch(/secret|cookie|referer|proxy/i)
    expect(said['content-length']).toBe(String(sent.length))
    const one = viewport.node()
    expect((await one.fetch(viewport.at('ok'))).headers).toMatchObject({
      'set-cookie': 'a=1',
      'x-twice': 'a, b',
    })
    expect(Buffer.from((await one.fetch(viewport.at('echo'))).body).toString()).not.toMatch(/cookie/i)
  })
})
