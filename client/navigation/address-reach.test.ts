import { expect, test } from 'vitest'
import { reachOf } from './address-reach.ts'

test.each([
  ['machine', ['localhost', 'worlds.localhost', '127.0.0.1', '127.8.9.1', '[::1]']],
  [
    'network',
    ['10.0.0.4', '192.168.1.9', '172.16.0.1', '172.31.255.1', '169.254.3.4', '[fd00::1]', '[fe80::2]'],
  ],
  ['network', ['laptop.local', 'laptop', 'box.lan', 'box.home.arpa']],
  ['all', ['worlds.example', '172.32.0.1', '8.8.8.8', '[2001:db8::1]', '127.example', 'localhost.example']],
] as const)('an address reaches: %s', (reach, hosts) => {
  for (const host of hosts) expect(`${host}: ${reachOf(host)}`).toBe(`${host}: ${reach}`)
})
