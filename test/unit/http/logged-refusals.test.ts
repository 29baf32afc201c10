// The log of an error that was answered: an admin is alarmed by faults of this node, and by nothing that is
// as usual, such as another node that sleeps.
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { AccountRefusal } from '../../../server/accounts/model/account-refusal.ts'
import { refuse } from '../../../server/http/edge/error-response.ts'
import { HttpRefusal } from '../../../server/http/edge/http-refusal.ts'
import { close, createBoundedServer, listen } from '../../../server/http/edge/http-server.ts'
import { asleep, PeerFault } from '../../../server/peers/outward/faults.ts'
import { StoreFault } from '../../../server/records/record-faults.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { systemClock } from '../../../server/time/server-clock.ts'

const house = parseNodeName('house.example')!
const ERROR = 50

test('[C22] a refusal that is as usual alarms nobody, and a fault of this node does', async () => {
  const errors: Readonly<Record<string, unknown>> = {
    asleep: asleep(house),
    refused: new PeerFault('refused', house, 'house.example cannot prove that it is house.example.'),
    busy: new AccountRefusal('busy', 'Too many people sign in right now.'),
    full: new HttpRefusal(503, 'full', 'This server has all the connections it can take.'),
    disk: new StoreFault('the disk is gone'),
    bug: new Error('a bug'),
  }
  const lines: { readonly level: number; readonly path: string }[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const app = express()
  app.get('/api/:which', (request) => {
    throw errors[request.params.which]
  })
  app.use(refuse(log))
  const server = createBoundedServer(() => ({ request: app, upgrade: () => undefined }), {
    connectionsMax: 10,
    clock: systemClock,
  })
  await listen(server, 0, '127.0.0.1')
  onTestFinished(() => close(server, 100, systemClock))
  const { port } = server.address() as AddressInfo

  for (const which of Object.keys(errors)) {
    const { status } = await fetch(`http://127.0.0.1:${port}/api/${which}`)
    expect(status, which).toBeGreaterThanOrEqual(500)
  }
  const alarming = lines.filter(({ level }) => level >= ERROR).map(({ path }) => path)
  expect(alarming).toEqual(['/api/disk', '/api/bug'])
})
