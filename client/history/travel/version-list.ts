// The versions of a world: named moments, newest first, from the server or as the device has them.
import { deleteVersion, fetchVersions, nameVersion } from '../../api/history-api.ts'
import { VersionsAnswer, type VersionAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { isOffline, wordsOf } from '../../api/request.ts'
import { Observable } from '../../device/observable.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'

export interface Versions {
  /** Newest first. */
  readonly versions: readonly VersionAnswer[]
  readonly isKnown: boolean
  readonly trouble: string | null
}

export class VersionList {
  readonly shown = new Observable<Versions>({ versions: [], isKnown: false, trouble: null })
  readonly #address: Address
  readonly #kept: () => Promise<KeptHistory | null>

  constructor(address: Address, kept: () => Promise<KeptHistory | null>) {
    this.#address = address
    this.#kept = kept
  }

  /** Never rejects: what went wrong is shown. */
  async refresh(): Promise<void> {
    const kept = await this.#kept()
    try {
      const versions = await fetchVersions(this.#address)
      this.#become(versions)
      await kept?.keep('versions', 0, { versions })
    } catch (error) {
      const known = VersionsAnswer.safeParse(isOffline(error) && (await kept?.read('versions', 0)))
      if (known.success) this.#become(known.data.versions)
      else this.shown.set({ ...this.shown.now, trouble: wordsOf(error) })
    }
  }

  /** Gives a moment a name. Rejects with a CallError. */
  async name(version: {
    readonly name: string
    readonly note?: string
    readonly revision: Revision
  }): Promise<void> {
    await nameVersion(this.#address, version)
    await this.refresh()
  }

  /** Takes a name away; nothing of the world changes. Rejects with a CallError. */
  async remove(id: string): Promise<void> {
    await deleteVersion(this.#address, id)
    this.#become(this.shown.now.versions.filter((version) => version.id !== id))
  }

  #become(versions: readonly VersionAnswer[]): void {
    const newest = versions.toSorted((a, b) => b.revision - a.revision || b.at - a.at)
    this.shown.set({ versions: newest, isKnown: true, trouble: null })
  }
}
