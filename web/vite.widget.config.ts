import { defineConfig } from 'vite';

// One file without chunks, so that a shop embeds it with one script element.
export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    // Customers come with the web views of QQ and WeChat, which lag behind.
    target: 'es2019',
    emptyOutDir: false,
    lib: {
      entry: 'widget/main.tsx',
      name: 'KefuWidget',
      formats: ['iife'],
      fileName: () => 'widget.js',
    },
  },
});
