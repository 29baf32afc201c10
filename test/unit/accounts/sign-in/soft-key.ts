// A passkey in software: the work of a browser and a key, with false statements where a test wants them.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { PasskeyPlace } from '../../../../server/accounts/sign-in/passkey-origin.ts'

/** For pages of this place, unless given. */
const SOMEWHERE: PasskeyPlace = { name: 'my.domain', origin: 'https://my.domain' }

export class SoftKey {
  readonly id = randomBytes(16)
  counter = 0
  handle = ''
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #here: PasskeyPlace

  constructor(here = SOMEWHERE) {
    this.#here = here
  }

  make(
    options: { challenge: string; user: { id: string } },
    said: { origin?: string; place?: string; papers?: unknown } = {},
  ) {
    this.handle = options.user.id
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    )
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const authData = Buffer.concat([this.#head(said.place, 0x45), Buffer.alloc(16), length, this.id, cose])
    const attestation = new Map<string, unknown>([
      ['fmt', said.papers === undefined ? 'none' : 'packed'],
      ['attStmt', new Map<string, unknown>(said.papers === undefined ? [] : [['x5c', said.papers]])],
      ['authData', new Uint8Array(authData)],
    ])
    return this.#envelope({
      clientDataJSON: this.#clientData('webauthn.create', options.challenge, said.origin),
      attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
    })
  }

  sign(
    options: { challenge: string },
    said: { origin?: string; place?: string; handle?: string; by?: KeyObject; type?: string } = {},
  ) {
    this.counter += 1
    const clientDataJSON = this.#clientData(said.type ?? 'webauthn.get', options.challenge, said.origin)
    const authData = this.#head(said.place, 0x05)
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest()
    const signature = sign('sha256', Buffer.concat([authData, hash]), said.by ?? this.#keys.privateKey)
    return this.#envelope({
      clientDataJSON,
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: said.handle ?? this.handle,
    })
  }

  /** As Chromium's virtual key takes it over, to answer for it in a browser. */
  credential(): Readonly<Record<string, unknown>> {
    const privateKey = this.#keys.privateKey.export({ format: 'der', type: 'pkcs8' })
    return {
      credentialId: this.id.toString('base64'),
      isResidentCredential: true,
      rpId: this.#here.name,
      privateKey: privateKey.toString('base64'),
      userHandle: Buffer.from(this.handle, 'base64url').toString('base64'),
      signCount: this.counter,
    }
  }

  #head(place = this.#here.name, flags: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([createHash('sha256').update(place).digest(), Buffer.from([flags]), counter])
  }

  #envelope(response: object) {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }

  #clientData(type: string, challenge: string, origin = this.#here.origin): string {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url')
  }
}
