// [H21] Within a page of another site there is one world, at its own address, and nothing else of the app.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type * as Route from './route.ts'

const BASE = 'https://node.example'
const shown: string[] = []
const tabs: string[] = []
let route: typeof Route

beforeAll(async () => {
  const location = new URL('/work/ada/garden#lamp', BASE)
  const show = (_state: unknown, _title: string, path?: string): void => {
    if (path === undefined) return
    shown.push(path)
    location.href = new URL(path, location).href
  }
  vi.stubGlobal('location', location)
  vi.stubGlobal('history', { state: null, pushState: show, replaceState: show })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('scrollTo', () => undefined)
  vi.stubGlobal('open', (path: string) => {
    tabs.push(path)
    return { opener: 'somebody' }
  })
  vi.resetModules()
  route = await import('./route.ts')
})
afterAll(() => vi.unstubAllGlobals())

test('[H21] it shows the world of its address, and the floors of its things', () => {
  const { currentRoute, go } = route
  expect(currentRoute()).toEqual({ screen: 'world', address: 'ada/garden', floor: 'lamp' })
  go('/w/ada/garden')
  expect(currentRoute()).toEqual({ screen: 'world', address: 'ada/garden', floor: null })
  go('/w/ada/garden#chest')
  go('/work/ada/garden?at=12')
  expect(currentRoute()).toMatchObject({ screen: 'world', address: 'ada/garden', at: 12 })
  expect(shown.splice(0)).toEqual(['/work/ada/garden', '/work/ada/garden#chest', '/work/ada/garden?at=12'])
  expect(tabs).toEqual([])
})

test('[H21] all else is opened in a tab of its own, which learns nothing of the frame', () => {
  const before = route.currentRoute()
  for (const path of ['/', '/account', '/sign-in', '/w/ada/pond', '/copies/x']) route.go(path)
  expect(tabs.splice(0)).toEqual(['/', '/account', '/sign-in', '/w/ada/pond', '/copies/x'])
  expect(shown).toEqual([])
  expect(route.currentRoute()).toEqual(before)
})

test('[H21] a world that has moved goes on in the frame, at its own address there', () => {
  route.replaceRoute('/w/ada/park')
  expect(shown.splice(0)).toEqual(['/work/ada/park'])
  expect(route.currentRoute()).toMatchObject({ screen: 'world', address: 'ada/park' })
})
