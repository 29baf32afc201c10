// Alarms, as their receiver gets them: a real server, and a clock that the test moves.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { beginAlarms, type Alarm } from '../../../server/operations/alarm-repeats.ts'
import { createWebhook } from '../../../server/operations/alarm-webhook.ts'
import { serveAccounts } from '../../accounts.ts'
import { until } from '../../process.ts'
import { ManualClock } from '../accounts/accounts-in-memory.ts'

const SECRET = 'a secret of enough letters'
const MINUTE_MS = 60_000

interface Came {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

/** Listens, and answers as it is told; with 204 else. */
async function listen(answerTo: (body: string) => number | undefined = () => 204) {
  const came: Came[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      came.push({ headers: request.headers, body })
      response.writeHead(answerTo(body) ?? 204, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endings.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { came, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret-path` }
}

test('[C22] what is sent is signed as the Standard Webhooks say, and each has an id of its own', async () => {
  const { came, url } = await listen()
  const clock = new ManualClock()
  const webhook = createWebhook({ url, secret: SECRET, clock, onLost: console.error })
  endings.push(() => webhook.stop())
  webhook.send({ kind: null, text: 'One.' })
  webhook.send({ kind: null, text: 'Two.' })
  await until('both are there', () => came.length === 2)
  for (const { headers, body } of came) {
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const right = createHmac('sha256', SECRET).update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${right}`)
    expect(Number(headers['webhook-timestamp'])).toBe(Math.floor(clock.now() / 1000))
  }
  expect(new Set(came.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
  expect(came.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { kind: null, text: 'One.' },
    { kind: null, text: 'Two.' },
  ])
  await until('that is known', () => webhook.state.arrivedAt !== null)
  expect(webhook.state).toEqual({ to: new URL(url).origin, arrivedAt: clock.now(), failed: null })
})

test('[C22] one that does not arrive is sent again with the same id, in its turn; it follows no redirect', async () => {
  const answers = [500, 307]
  const { came, url } = await listen(() => answers.shift())
  const clock = new ManualClock()
  const webhook = createWebhook({ url, secret: SECRET, clock, onLost: console.error })
  endings.push(() => webhook.stop())
  webhook.send({ kind: 'errors', text: 'One.' })
  webhook.send({ kind: 'errors', text: 'Two.' })
  for (const tries of [1, 2]) {
    // What its answer had to come within, and when it is tried again.
    await until('it failed and waits', () => came.length === tries && clock.waiting === 2)
    clock.pass(MINUTE_MS)
  }
  await until('both are there', () => came.length === 4)
  expect(came.map(({ body }) => (JSON.parse(body) as { text: string }).text)).toEqual([
    'One.',
    'One.',
    'One.',
    'Two.',
  ])
  expect(new Set(came.slice(0, 3).map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('[C22] one that is refused holds up those of its own kind, and no others', async () => {
  const refused = 'disk.low'
  const { came, url } = await listen((body) => (body.includes(refused) ? 400 : 204))
  const clock = new ManualClock()
  const webhook = createWebhook({ url, secret: SECRET, clock, onLost: console.error })
  endings.push(() => webhook.stop())
  webhook.send({ kind: refused, text: 'begins' })
  webhook.send({ kind: refused, text: 'is over' })
  await until('it was refused', () => webhook.state.failed !== null)
  webhook.send({ kind: 'errors' })
  webhook.send({ kind: null })
  await until('the others are there', () => came.length === 3)
  await until('that is known', () => webhook.state.arrivedAt !== null)
  const kinds = came.map(({ body }) => (JSON.parse(body) as { kind: string | null }).kind)
  expect(new Set(kinds)).toEqual(new Set([refused, 'errors', null]))
})

test('[C22] where more wait than are kept, the oldest is left out, and that is told', async () => {
  const { url } = await listen(() => 500)
  const lost: string[] = []
  const clock = new ManualClock()
  const onLost = (error: unknown): unknown => lost.push(String(error))
  const webhook = createWebhook({ url, secret: SECRET, clock, onLost })
  endings.push(() => webhook.stop())
  for (let n = 0; n < 101; n++) webhook.send({ kind: 'errors' })
  expect(lost).toEqual(['Error: More than 100 alarms wait to be sent: the oldest is left out.'])
})

test('[C22] an alarm is told when it begins, once a day, and when it is over', async () => {
  const clock = new ManualClock()
  let now: readonly Alarm[] = []
  const told: string[] = []
  let looks = 0
  const end = beginAlarms({
    look: () => {
      looks += 1
      return Promise.resolve(now)
    },
    tell: (type, { kind }) => void told.push(`${type} ${kind}`),
    onFault: console.error,
    clock,
  })
  endings.push(end)
  const pass = async (ms: number): Promise<void> => {
    const before = looks
    clock.pass(ms)
    await until('it was looked', () => looks > before)
    // Effects of a look happen in the same turn.
    await new Promise(setImmediate)
  }
  await pass(MINUTE_MS)
  now = [{ kind: 'disk.low', text: 'Little room.' }]
  await pass(MINUTE_MS)
  await pass(MINUTE_MS)
  expect(told).toEqual(['alarm disk.low'])
  await pass(24 * 60 * MINUTE_MS)
  now = []
  await pass(MINUTE_MS)
  await pass(MINUTE_MS)
  expect(told).toEqual(['alarm disk.low', 'alarm disk.low', 'alarm.over disk.low'])
})

test('[C22] an admin sees where alarms go, and sends a test; the way there and the secret are told to nobody', async () => {
  const { came, url } = await listen()
  await using node = await serveAccounts({ args: ['--alarms', url], env: { INKLAND_ALARM_SECRET: SECRET } })
  const told = async (): Promise<string> => (await node.admin.ask('GET', '/api/admin')).text()
  expect(await told()).toContain(`"alarms":{"to":"${new URL(url).origin}","arrivedAt":null,"failed":null}`)
  expect((await node.admin.ask('POST', '/api/admin/alarms/test')).status).toBe(204)
  await until('it arrived', () => came.length === 1)
  expect(JSON.parse(came[0]?.body ?? '')).toMatchObject({ type: 'test', kind: null, node: 'Inkland' })
  expect(`${await told()}${node.server.log()}`).not.toMatch(/secret-path|a secret of enough/)
})
