// A host that cannot be reached for another reason than that it sleeps: the reason is kept while it holds, in
// words for people.
import type { WebSocket } from 'ws'
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { ReconnectingLine } from '../../../server/peers/lines/reconnecting-line.ts'
import { faultOf, peerFaultOf, PeerFault, SocketDeclined } from '../../../server/peers/outward/faults.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'

const house = parseNodeName('house.example')!

it('[N28] a bad certificate, or a name that its authority may not vouch for, is a reason that is kept until it is over', async () => {
  for (const [code, why] of [
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
    ['UNSPECIFIED', 'its certificate is not from anyone this node trusts'],
    ['INVALID_PURPOSE', 'its certificate is not from anyone this node trusts'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is not from anyone this node trusts'],
  ]) {
    const time = new VirtualTime()
    let fault: unknown = peerFaultOf(faultOf(Object.assign(new Error('no'), { code }), house), house, true)
    const line = new ReconnectingLine({
      open: () =>
        fault === null
          ? Promise.resolve(Object.assign(new EventEmitter(), { close: () => {} }) as unknown as WebSocket)
          : Promise.reject(fault),
      clock: time,
      random: (bytes) => new Uint8Array(bytes),
      events: { meet: () => true, met: () => {}, received: () => {}, lost: () => {}, ended: () => {} },
    })
    await settle()
    expect(line.fault, code).toBeInstanceOf(PeerFault)
    expect([line.fault?.isAway, line.fault?.message], code).toEqual([
      false,
      `house.example cannot prove that it is house.example: ${why}.`,
    ])
    fault = null
    line.retry()
    await settle()
    expect(line.fault).toBeNull()
    line.stop()
  }
})

it('[N28] a proxy that lets no WebSocket through is told as that, without a number', () => {
  const { message } = new SocketDeclined(house, 426, Buffer.from('A proxy between you and this node …'))
  expect(message).toBe(
    'A proxy in front of house.example lets no WebSocket through. Whoever runs it has to change that.',
  )
})
