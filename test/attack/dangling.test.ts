// Updates that rest on missing ones cost nothing, and a stock client that sends such loses nothing.
import { it } from 'vitest'
import { seedFromEnvironment } from '../simulation/random.ts'
import { sendDangling, typeThroughReconnects } from './dangling-updates.ts'

it('[S4] updates that rest on missing ones are neither stored nor given to anybody', async () => {
  await sendDangling(seedFromEnvironment(), [500])
})

it('[S4] a stock client that types through reconnects loses no key', async () => {
  await typeThroughReconnects(3)
})
