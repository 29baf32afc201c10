// Clients who wait for a process to lead: where they go once one does, and how long they wait.
import { createServer } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { WaitingClients } from '../../../server/cluster/waiting-clients.ts'
import { VirtualTime } from '../../simulation/time.ts'

function waitingRoom() {
  const clock = new VirtualTime()
  const told: string[] = []
  const names = new Map<Socket, string>()
  const waiting = new WaitingClients({
    clock,
    refuse: (socket) => told.push(`refused ${names.get(socket)}`),
    pass: (socket) => told.push(`passed ${names.get(socket)}`),
  })
  const come = (name: string, place: (() => void) | null): Socket => {
    const socket = new Socket()
    names.set(socket, name)
    waiting.wait(socket, {
      request: null,
      read: Buffer.alloc(0),
      serve: () => told.push(`served ${name}`),
      place,
    })
    return socket
  }
  /** What happened since this was asked last. */
  const news = (): string[] => told.splice(0)
  return { clock, waiting, come, news, told }
}

it('[L37] whoever comes for a world looks anew where it is, once another process leads; others go to that one', () => {
  const { waiting, come, news, told } = waitingRoom()
  const ada = come('ada', () => told.push('placed ada'))
  const bob = come('bob', null)
  expect(news()).toEqual(['passed ada', 'passed bob'])
  waiting.passAll()
  expect(news()).toEqual(['placed ada', 'passed bob'])
  expect([waiting.get(ada), waiting.get(bob)?.place]).toEqual([null, null])
})

it('they wait 25 s, unless this process leads or they were taken; whoever went is asked for no more', async () => {
  const { clock, waiting, come, news } = waitingRoom()
  const [taken, gone] = [come('taken', null), come('gone', null)]
  come('stays', null)
  waiting.forget(taken)
  gone.destroy()
  await clock.pass(24_000)
  expect(news()).toEqual(['passed taken', 'passed gone', 'passed stays'])
  await clock.pass(2_000)
  expect(news()).toEqual(['refused stays'])
  come('later', null)
  waiting.serveAll(createServer())
  expect(news()).toEqual(['passed later', 'served stays', 'served later'])
})
