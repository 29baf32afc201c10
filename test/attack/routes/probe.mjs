// Loaded into a node before anything else: writes down every route that its Express serves, with the rule
// that it carries, into the file that PROBE names.
import { writeFileSync } from 'node:fs'
import express from 'express'

const { use } = express.application
express.application.use = function (...given) {
  const app = use.apply(this, given)
  setImmediate(() => writeFileSync(process.env.PROBE, JSON.stringify(routesIn(this.router, ''))))
  return app
}

function routesIn(router, mount) {
  return router.stack.flatMap((layer) => {
    if (layer.route) return routesOf(layer.route, mount)
    if (!layer.handle.stack) return []
    return routesIn(layer.handle, layer.rawPath === '/api' ? '/api' : mount)
  })
}

function routesOf({ path, stack }, mount) {
  const paths = Array.isArray(path) ? path : [path]
  return paths.flatMap((one) =>
    stack.map(({ method, handle }) => ({
      method: method ?? 'all',
      path: `${mount}${one}`,
      rule: handle.rule ?? null,
    })),
  )
}
