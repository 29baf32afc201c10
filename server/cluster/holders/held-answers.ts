// What a process that plays worlds answers about the people in them, to the one that leads.
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { ReadingAccess } from '../../accounts/reading-access.ts'
import type { LeaderQuestion } from './holding-words.ts'
import { answerPastStep, type PastStep } from './past-scenes.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { Owner } from '../../owner/world-owner.ts'
import type { Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { MemberId } from '../../../shared/world/address.ts'

interface HeldAnswersOptions {
  readonly store: Pick<Store, 'findByKey'>
  readonly access: Pick<ReadingAccess, 'sendOut'>
  readonly plays: { readonly owner: Owner; readonly people: MemberPeople }
  readonly sync: Pick<Sync, 'present' | 'writers' | 'flush' | 'writableScene'>
  /** Whether this process has a world. */
  readonly isHere: (world: WorldRecord) => Promise<boolean>
}

/** Questions about worlds themselves are answered elsewhere. */
type PeopleQuestion = Exclude<
  LeaderQuestion,
  | { read: unknown }
  | { unreachable: unknown }
  | { load: unknown }
  | { expect: unknown }
  | { take: unknown }
  | { letGo: unknown }
>

export function createHeldAnswers(
  options: HeldAnswersOptions,
): (question: PeopleQuestion) => Promise<unknown> {
  const { store, access, plays, sync, isHere } = options
  const { owner, people } = plays

  async function sendOut(key: WorldKey, member: MemberId, isForAMoment: boolean): Promise<boolean> {
    const world = await store.findByKey(key)
    if (world === null) return false
    if (isForAMoment) access.sendOut(world, member)
    if (!(await isHere(world))) return false
    await owner.sendOut(world, member)
    return true
  }

  async function membersBy(
    key: WorldKey,
    of: (world: WorldRecord) => Promise<ReadonlyMap<number, MemberId>>,
  ): Promise<[number, MemberId][]> {
    const world = await store.findByKey(key)
    return world === null || !(await isHere(world)) ? [] : [...(await of(world))]
  }

  async function takePastStep(key: WorldKey, step: PastStep): Promise<unknown> {
    const world = await store.findByKey(key)
    if (world === null || !(await isHere(world))) throw new Error('That world is not here.')
    return answerPastStep(sync, world, step)
  }

  return async (question) => {
    if ('step' in question) return takePastStep(question.of, question.step)
    if ('crossing' in question) return owner.lent.answer(question.crossing)
    if ('sendOut' in question) return sendOut(question.of, question.sendOut, question.isForAMoment)
    if ('present' in question) return membersBy(question.present, (world) => sync.present(world))
    if ('writers' in question)
      return membersBy(question.writers, (world) => sync.writers(world, question.clients))
    if ('notify' in question) owner.notify(question.notify, question.words)
    else if ('tellAll' in question) owner.tellAll()
    else if (question.name === null) people.changed(question.changed)
    else people.rename(question.changed, question.name)
    return null
  }
}
