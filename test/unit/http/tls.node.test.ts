// https by the node itself: served, renewed while it runs, refused with a sentence where it cannot work; and
// the certificates that it makes.
import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect as connectPlain, isIP } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { connect, createServer } from 'node:tls'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { makeAuthority, makeCertificate, type Authority } from '../../../server/tls/certificate-authority.ts'
import { readTls, TlsRefusal } from '../../../server/tls/tls-files.ts'
import { LOOK_MS, watchTls, WARN_BEFORE_MS } from '../../../server/tls/tls-watch.ts'
import { close, createBoundedServer, listen, renew } from '../../../server/http/edge/http-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { readCommandRequest } from '../../../server/cli/command-line.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, type ServingNode } from '../../process.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { inkland } from '../cli/inkland.ts'

const DAY_MS = 24 * 60 * 60_000
const NAMES = ['laptop.lan', '127.0.0.1', '::1']
const making = (names: readonly string[] = NAMES, now = Date.now()) => ({
  names,
  now,
  random: (bytes: number) => randomBytes(bytes),
})

/** A folder with a certificate, its key, and its authority. */
async function certified(authority?: Authority, names = NAMES, now = Date.now()) {
  const folder = temporaryFolder()
  const by = authority ?? (await makeAuthority(making(names, now)))
  const files = { cert: join(folder, 'node.crt'), key: join(folder, 'node.key') }
  const pair = await makeCertificate(making(names, now), by)
  const put = ({ cert, key }: { readonly cert: string; readonly key: string }) => {
    for (const [file, pem] of [
      [files.key, key],
      [files.cert, cert],
    ] as const) {
      writeFileSync(`${file}.new`, pem, { mode: 0o600 })
      renameSync(`${file}.new`, file)
    }
  }
  put(pair)
  return { authority: by, files, pair, put }
}

interface Asked {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly serial: string
}

async function askTls(url: string, what: string, ca: string): Promise<Asked> {
  const [method, path] = what.split(' ', 2)
  const sent = request(url, { method, path, ca, agent: false })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const { socket } = response
  const serial = 'getPeerX509Certificate' in socket ? serialOf(socket.getPeerX509Certificate) : ''
  function serialOf(get: unknown): string {
    const certificate: unknown = typeof get === 'function' ? get.call(socket) : null
    return certificate instanceof X509Certificate ? certificate.serialNumber : ''
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: await text(response),
    serial,
  }
}

const serialOf = (pem: string): string => new X509Certificate(pem).serialNumber

describe('https', () => {
  let server: ServingNode
  const data = join(temporaryFolder(), 'data')
  const folder = join(data, 'certificate')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const authority = { cert: '' }
  beforeAll(async () => {
    const made = await inkland('certificate', 'Laptop.lan', '127.0.0.1', '::1', '--data', data)
    expect(made).toMatchObject({ code: 0, errors: '' })
    authority.cert = read('authority.crt')
    // A data folder with a certificate in it is one for a node all the same.
    server = await serve({
      data,
      args: ['--tls-cert', join(folder, 'node.crt'), '--tls-key', join(folder, 'node.key')],
    })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('has a certificate by the command that devices which trust its authority take, by every name, and by no other', async () => {
    for (const name of ['authority.key', 'node.key'])
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
    const leaf = new X509Certificate(read('node.crt'))
    expect(leaf.subjectAltName).toBe('DNS:laptop.lan, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    const days = (Date.parse(leaf.validTo) - Date.now()) / DAY_MS
    expect(days).toBeGreaterThan(396.9)
    expect(days).toBeLessThanOrEqual(397)
    expect(leaf.ca).toBe(false)
    const reached = (servername: string) => outcome(server.port, servername, authority.cert)
    expect(await reached('laptop.lan')).toBe('trusted')
    expect(await reached('127.0.0.1')).toBe('trusted')
    expect(await reached('other.lan')).toBe('another name')
    expect(server.log()).not.toContain('chmod')
  })

  it('serves pages, the API and sockets on one port, with cookies that stay off plain http', async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect(server.lines()[0]).toBe(`inkland listening on ${server.url}`)
    const page = await askTls(server.url, 'GET /', authority.cert)
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    // Nobody promised to stay at https for a year: another program may be at that name tomorrow.
    expect(page.headers['strict-transport-security']).toBeUndefined()

    const socket = new WebSocket(`${server.wsUrl}/sync/inkland/welcome`, {
      ca: authority.cert,
      origin: server.url,
    })
    await once(socket, 'open')
    socket.terminate()
    const plainPage = new WebSocket(`${server.wsUrl}/sync/inkland/welcome`, {
      ca: authority.cert,
      origin: server.url.replace('https', 'http'),
    })
    const [error] = (await once(plainPage, 'error')) as [Error]
    expect(error.message).toContain('403')
  })

  it('leads who typed no https there, and nowhere else', async () => {
    const say = async (...lines: readonly string[]) => {
      const socket = connectPlain(server.port, '127.0.0.1')
      socket.write(`${lines.join('\r\n')}\r\n\r\n`)
      return text(socket)
    }
    const host = `laptop.lan:${server.port}`
    const led = await say('GET /w/ada/garden?x=1 HTTP/1.1', `Host: ${host}`)
    expect(led).toMatch(/^HTTP\/1\.1 307 /)
    expect(led).toContain(`\r\nLocation: https://${host}/w/ada/garden?x=1\r\n`)
    for (const wrong of [
      ['POST /api/me HTTP/1.1', `Host: ${host}`],
      ['GET / HTTP/1.1'],
      ['GET / HTTP/1.1', 'Host: evil.example/x'],
      ['GET http://evil.example/ HTTP/1.1', `Host: ${host}`],
      ['GET //x\tSet-Cookie: a=b HTTP/1.1', `Host: ${host}`],
      ['nonsense'],
    ])
      expect(await say(...wrong), wrong[0]).toMatch(/^HTTP\/1\.1 400 .*\r\nCache-Control: no-store\r\n/)
    // Many at once, of both kinds, whose first bytes come in pieces.
    const health = () => askTls(server.url, 'GET /healthz', authority.cert).then(({ status }) => status)
    const both = await Promise.all(
      Array.from({ length: 20 }, () => [health(), say('GET / HTTP/1.1', `Host: ${host}`)]).flat(),
    )
    expect(new Set(both.map(String).map((said) => said.slice(0, 12)))).toEqual(
      new Set(['200', 'HTTP/1.1 307']),
    )
  })
})

describe('a certificate that cannot be served', () => {
  const sentence = (files: { cert: string; key: string }, now = Date.now()): string => {
    try {
      readTls(files, now)
      return 'served'
    } catch (error) {
      if (error instanceof TlsRefusal) return error.message
      throw error
    }
  }

  it('is refused with a sentence that names the file and says what to do', async () => {
    const { files, authority, pair } = await certified()
    // Files of several are put together by `cat`.
    for (const pem of [authority.cert, authority.key, pair.cert, pair.key])
      expect(pem.endsWith('-----\n') && !pem.endsWith('\n\n')).toBe(true)
    const folder = temporaryFolder()
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    mkdirSync(join(folder, 'empty'))
    const other = await makeCertificate(making(), authority)
    const [leaf, root] = pair.cert.match(/-----BEGIN[^]+?-----END CERTIFICATE-----\n?/g) ?? []
    const rsa = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    })
    expect(sentence(files)).toBe('served')
    const wrong = [
      [{ ...files, cert: join(folder, 'none') }, `--tls-cert: there is no file ${join(folder, 'none')}.`],
      [{ ...files, key: join(folder, 'empty') }, 'is a folder'],
      [{ ...files, cert: file('a', 'nonsense') }, '-----BEGIN CERTIFICATE-----'],
      [{ ...files, key: file('b', 'nonsense') }, '-----BEGIN PRIVATE KEY-----'],
      [{ cert: files.key, key: files.cert }, 'wrong way round'],
      [{ ...files, key: file('c', other.key) }, 'does not belong'],
      [{ ...files, cert: file('d', `${root}\n${leaf}`) }, 'must come first'],
      [{ ...files, key: file('e', rsa.privateKey) }, 'passphrase'],
    ] as const
    for (const [given, said] of wrong) {
      expect(sentence(given)).toContain(said)
      expect(sentence(given)).not.toContain('\n')
    }
    expect(sentence(files, Date.now() + 400 * DAY_MS)).toMatch(/ended on \d{4}-\d\d-\d\d\. Put a newer one/)
  })
})

describe('watching', () => {
  it('takes up a renewed certificate, and goes on with the old one when the new one is wrong; open connections stay', async () => {
    const { authority, files, pair, put } = await certified()
    const first = readTls(files, Date.now())
    const served = () => ({
      request: (_request: IncomingMessage, response: ServerResponse) => void response.end('here'),
      upgrade: () => undefined,
    })
    const server = createBoundedServer(served, { connectionsMax: 10, clock: systemClock, tls: first })
    const url = `https://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`
    const time = new VirtualTime()
    const lines: string[] = []
    const say = (_fields: object, line: string) => void lines.push(line)
    const log = { info: say, warn: say }
    const clock = { now: Date.now, after: time.after.bind(time) }
    const end = watchTls({ files, origins: [], first, clock, log, serve: (next) => renew(server, next) })
    const port = Number(new URL(url).port)
    const old = connect({ host: '127.0.0.1', port, ca: authority.cert })
    await once(old, 'secureConnect')
    const serial = async () => (await askTls(url, 'GET /', authority.cert)).serial
    expect(await serial()).toBe(serialOf(pair.cert))

    const next = await makeCertificate(making(), authority)
    put(next)
    await time.pass(LOOK_MS)
    expect(lines).toEqual(['a new certificate is served'])
    expect(await serial()).toBe(serialOf(next.cert))
    old.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
    expect(await text(old)).toMatch(/^HTTP\/1\.1 200 [^]*here/)

    writeFileSync(files.cert, 'nonsense')
    await time.pass(LOOK_MS)
    expect(lines.at(-1)).toContain('holds no certificate')
    expect(await serial()).toBe(serialOf(next.cert))
    end()
    await close(server, 0, systemClock)
  })

  it('warns two weeks before the end, once a day, and tells of files that others may read', async () => {
    const { files } = await certified()
    const first = readTls(files, Date.now())
    const lines: string[] = []
    const waiting: (() => void)[] = []
    let now = first.endsAt - WARN_BEFORE_MS - DAY_MS
    const end = watchTls({
      files,
      origins: ['https://127.0.0.1:7070', 'https://house.example', 'http://plain.example'],
      first: { ...first, doubts: ['Others may read it.'] },
      clock: {
        now: () => now,
        after(_ms, act) {
          waiting.push(act)
          return () => void waiting.splice(0)
        },
      },
      log: {
        info: (_fields, line) => void lines.push(line),
        warn: (_fields, line) => void lines.push(line),
      },
      serve: () => lines.push('served'),
    })
    const pass = (ms: number) => {
      now += ms
      waiting.shift()?.()
    }
    expect(lines.splice(0, 2)).toEqual([
      'Others may read it.',
      expect.stringMatching(
        /^The certificate is not for house\.example, .*browsers and other nodes refuse it/,
      ),
    ])
    for (let i = 0; i < 48; i++) pass(DAY_MS / 24)
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^The certificate ends on /)
    pass(WARN_BEFORE_MS)
    expect(lines.at(-1)).toMatch(/^The certificate ended on /)
    // Warned by a clock that was ahead: once it is back, that says nothing of today.
    pass(400 * DAY_MS)
    pass(-400 * DAY_MS)
    expect(lines).toHaveLength(5)
    end()
    expect(waiting).toEqual([])
  })
})

describe('the command', () => {
  it('makes the next one by the same authority for the same names, and another for others', async () => {
    const out = temporaryFolder()
    const authority = () => readFileSync(join(out, 'authority.crt'), 'utf8')
    expect((await inkland('certificate', 'a.lan', 'b.lan', '--out', out)).out).toContain('trust')
    const first = authority()
    expect((await inkland('certificate', 'b.lan', 'a.lan', '--out', out)).out).toContain('trust this one too')
    expect(authority()).toBe(first)
    await inkland('certificate', 'a.lan', 'c.lan', '--out', out)
    expect(authority()).not.toBe(first)
  })

  it('refuses what is no name', async () => {
    for (const name of [
      'https://a.lan',
      'a.lan:7070',
      'a b',
      '*.lan',
      '',
      '-a',
      'a..b',
      '10.0.0.0/8',
      'fe80::1%eth0',
      'a'.repeat(300),
    ]) {
      const wish = await readCommandRequest(['certificate', name, '--out', temporaryFolder()], './data')
      expect([name, wish.kind]).toEqual([name, 'wrong'])
      expect(wish.kind === 'wrong' && wish.sentence).not.toContain('\n')
    }
    expect(await inkland('certificate')).toMatchObject({ code: 2, errors: expect.stringMatching(/^.+\n$/) })
  })

  it('makes an authority that can vouch for nobody else, should its key be stolen', async () => {
    for (const [mine, others] of [
      [['laptop.lan'], ['evil.example', '192.0.2.1', '::1']],
      [['127.0.0.1'], ['evil.example', '::1', '10.0.0.1']],
      [
        ['laptop.lan', '127.0.0.1', 'fd00::1'],
        ['evil.example', 'notlaptop.lan', '127.0.0.2', '::1'],
      ],
    ] as const) {
      const authority = await makeAuthority(making(mine))
      for (const name of [...mine, ...others]) {
        const forged = await makeCertificate(making([name]), authority)
        const server = createServer({ cert: forged.cert, key: forged.key })
        await once(server.listen(0, '127.0.0.1'), 'listening')
        const address = server.address()
        const port = typeof address === 'object' && address ? address.port : 0
        const expected = (mine as readonly string[]).includes(name) ? 'trusted' : VIOLATION
        expect(await outcome(port, name, authority.cert), name).toBe(expected)
        server.close()
      }
    }
  })
})

/** Node's code for a name constraint that is broken. */
const VIOLATION = 'UNSPECIFIED'

/** The result for a client that trusts `ca`, with the server that answers to a name. */
async function outcome(port: number, name: string, ca: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca,
    servername: isIP(name) === 0 ? name : '',
    rejectUnauthorized: false,
    // Judged below, for the name and not for where it is connected to.
    checkServerIdentity: () => undefined,
  })
  socket.on('error', ({ message }) => resolve(message))
  socket.on('secureConnect', () => {
    const { authorizationError } = socket
    const certificate = socket.getPeerX509Certificate()
    const isFor = isIP(name) === 0 ? certificate?.checkHost(name) : certificate?.checkIP(name)
    if (authorizationError) resolve(String(authorizationError))
    else resolve(isFor === undefined ? 'another name' : 'trusted')
    socket.destroy()
  })
  return promise
}
