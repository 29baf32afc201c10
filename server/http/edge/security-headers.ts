// Headers of every answer, that tell a browser how little a page of ours needs, and that others may do
// nothing with it.
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Guard } from './origin-guard.ts'
import { policyOf } from './content-policy.ts'

const YEAR_S = 365 * 24 * 60 * 60

/**
 * Browser features that no page of ours needs: code that got in would find them shut. A browser warns of
 * unknown ones; Bluetooth is not known on every system, and asks a person to choose a device each time.
 */
const UNUSED_FEATURES = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
const PERMISSIONS = UNUSED_FEATURES.map((feature) => `${feature}=()`).join(', ')

/**
 * No answer can be framed, read or held by a page of another origin (`frame-ancestors`, CORP, COOP), taken
 * for another type, or tell others where a visitor was. Only what is made for it can be framed: words to read
 * (pages/embed-routes.ts), and a world at work by sites that its owner names (pages/page-routes.ts).
 */
export function securityHeaders(guard: Guard): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: false,
      // Only over https, below: on plain http it is void, and an address may serve both.
      strictTransportSecurity: false,
      xFrameOptions: { action: 'deny' },
      // So that our own posts still carry an Origin, and nobody else learns where a visitor was.
      referrerPolicy: { policy: 'same-origin' },
    }),
    (request, response, next) => {
      response.set({
        'Content-Security-Policy': policyOf(guard.originOf(request)),
        'Permissions-Policy': PERMISSIONS,
      })
      if (guard.isPromised(request)) response.set('Strict-Transport-Security', `max-age=${YEAR_S}`)
      next()
    },
  ]
}
