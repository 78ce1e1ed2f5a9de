import { defineConfig } from 'vitest/config';

// The two pages: the demo shop (index.html) and the agents' desk (console.html).
// The widget is built by vite.widget.config.ts into the same folder.
export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2020',
    // The server's content security policy allows no inline code and no data: scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'console.html'] },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    // The tests of times read like what a customer in China sees.
    env: { TZ: 'Asia/Shanghai' },
  },
});
