// A node behind a proxy that is not set for it: it says what is wrong and what to set, to people and once to
// its log.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from '../../hosted-node.ts'
import { type ServingNode } from '../../process.ts'
import { ask } from './ask.ts'

let node: ServingNode
beforeAll(async () => {
  node = await serve({ args: ['--origin', 'https://worlds.example'] })
})
afterAll(() => node[Symbol.asyncDispose]())

const timesLogged = (words: string): number => node.log().split(words).length - 1

it('[H15] a name that is not the node’s: says the address that it has, and what to set', async () => {
  for (const host of ['inkland', 'other.example:8080']) {
    const answer = await ask(node.url, 'GET /', { headers: { host, accept: 'text/html' } })
    expect(answer.status).toBe(421)
    expect(answer.text).toContain(
      `does not go by the name ${host.split(':')[0]}. Open it at https://worlds.example`,
    )
    expect(answer.text).toContain('proxy_set_header Host $http_host')
  }
  await expect.poll(() => timesLogged('does not go by the name')).toBe(1)
})

it('[H15] a name that a proxy changed on the way of a page’s own request', async () => {
  const headers = { origin: 'https://typed.example', 'sec-fetch-site': 'same-origin' }
  for (const what of ['GET /api/me', 'POST /api/me']) {
    const refusal = (await ask(node.url, what, { headers })).refusal()
    expect(refusal.code).toBe('proxy')
    expect(refusal.text).toContain(
      'people come to https://typed.example, and the node is asked for 127.0.0.1',
    )
    expect(refusal.text).toContain('proxy_set_header Host $http_host')
  }
  await expect.poll(() => timesLogged('changes its name')).toBe(1)
  const plain = (
    await ask(node.url, 'GET /api/me', { headers: { origin: 'http://typed.example' } })
  ).refusal()
  expect(plain.code).toBe('proxy')
  expect(plain.text).toMatch(/^Either a page of another site asked, or a proxy /)
  const elsewhere = { ...headers, 'sec-fetch-site': 'cross-site' }
  expect((await ask(node.url, 'GET /api/me', { headers: elsewhere })).refusal().code).toBe('origin')
})

it('[H15] a socket whose upgrade was taken out: the page is told, by the same address alone', async () => {
  const at = (host: string, more: Readonly<Record<string, string>> = {}) =>
    ask(node.url, 'GET /sync/ada/garden', { headers: { host, ...more } })
  expect((await at('worlds.example')).status).toBe(404)
  expect((await ask(node.url, 'GET /sync/ada/garden?unanswered')).status).toBe(426)
  const stripped = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' }
  for (let times = 0; times < 2; times += 1) expect((await at('worlds.example', stripped)).status).toBe(426)
  const told = (await at('worlds.example')).refusal()
  expect(told.code).toBe('upgrade')
  for (const proxy of ['nginx', 'Apache', 'Caddy', 'Traefik']) expect(told.text).toContain(proxy)
  expect((await at('localhost')).status).toBe(404)
  await expect.poll(() => timesLogged('lets no WebSocket through')).toBe(1)
})
