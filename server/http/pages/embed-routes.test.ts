// What other sites show of a world: nothing of one that was closed while they waited for it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { refuse } from '../edge/error-response.ts'
import { embedRoutes } from './embed-routes.ts'

it('[H17] a picture that was drawn of a world which is closed by then is not sent', async () => {
  let [isOpen, isFound] = [true, false]
  const drawing = Promise.withResolvers<Uint8Array>()
  const asked = Promise.withResolvers<undefined>()
  const world = { address: 'ada/garden' } as WorldRecord
  const routes = embedRoutes({
    seenBy: () => Promise.resolve(isOpen ? { world, words: null, isForAll: true, isFound } : null),
    previewOf: () => {
      asked.resolve(undefined)
      return drawing.promise
    },
    guard: { linkOriginOf: () => 'https://my.one', addressOf: () => '127.0.0.1' },
  })
  const server = createServer(express().use(routes, refuse(pino({ level: 'silent' })))).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/preview/ada/garden`)
  const answer = ask()
  await asked.promise
  isOpen = false
  drawing.resolve(Uint8Array.of(1))
  expect((await answer).status).toBe(404)
  isOpen = true
  expect((await ask()).status).toBe(200)
  // As the page of the world.
  expect((await ask()).headers.get('x-robots-tag')).toBe('noindex')
  isFound = true
  expect((await ask()).headers.has('x-robots-tag')).toBe(false)
})
