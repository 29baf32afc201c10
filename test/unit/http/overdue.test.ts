// Who waits too long for an answer is told so, and the answer that comes after that harms nobody.
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import express from 'express'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { refuse, refuseLate } from '../../../server/http/edge/error-response.ts'
import { CONNECTION_LIMITS } from '../../../server/http/edge/http-limits.ts'
import { close, createBoundedServer, listen } from '../../../server/http/edge/http-server.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { systemClock } from '../../../server/time/server-clock.ts'

test('[H14] a request that is not answered in time is refused in words, and its connection goes on', async () => {
  const app = express()
  let late = 0
  app.use(refuseLate)
  app.get('/api/late', async (_request, response) => {
    await pause(5)
    // As the connection tells it when nothing came or went for so long.
    const { answerMs, silenceMs } = CONNECTION_LIMITS
    for (let ms = 0; ms < answerMs; ms += silenceMs) response.emit('timeout')
    await pause(20)
    late += 1
    response.json({ done: true })
  })
  app.get('/api/soon', (_request, response) => void response.json({ done: true }))
  app.use(refuse(pino({ level: 'silent' })))
  const server = createBoundedServer(() => ({ request: app, upgrade: () => undefined }), {
    connectionsMax: 10,
    clock: systemClock,
  })
  await listen(server, 0, '127.0.0.1')
  onTestFinished(() => close(server, 100, systemClock))
  const { port } = server.address() as AddressInfo

  const answer = await fetch(`http://127.0.0.1:${port}/api/late`)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
  const { code, text } = Refusal.parse(await answer.json())
  expect(code).toBe('overdue')
  expect(text).toContain('may still be done')
  await pause(60)
  expect(late).toBe(1)
  expect(await (await fetch(`http://127.0.0.1:${port}/api/soon`)).json()).toEqual({ done: true })
})
