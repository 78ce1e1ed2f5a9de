# Writes OUT, a C++ file that holds every file below IN: `cmake -DIN=web/dist -DOUT=… -P embed.cmake`.
#
# The assembler includes the bytes (.incbin), which takes no time whatever their size. OUT is written
# only where it would change; the hashes in it make it change with the files. Without IN it is empty.
file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE "${IN}" "${IN}/*")
list(SORT files)
set(code "// Written by cmake/embed.cmake from web/dist.\n#include \"bot/web_assets.h\"\n\n")
set(table "")
set(number 0)
foreach(file IN LISTS files)
  file(SHA256 "${IN}/${file}" hash)
  string(SUBSTRING "${hash}" 0 20 hash)
  math(EXPR number "${number} + 1")
  string(APPEND code
    "asm(\".section .rodata\\n.global kefu_asset_${number}\\nkefu_asset_${number}:\\n\"\n"
    "    \".incbin \\\"${IN}/${file}\\\"\\n.global kefu_asset_${number}_end\\nkefu_asset_${number}_end:\\n\"\n"
    "    \".byte 0\\n.previous\\n\");\n"
    "extern \"C\" const char kefu_asset_${number}[], kefu_asset_${number}_end[];\n")
  string(APPEND table
    "        {\"/${file}\", {kefu_asset_${number}, static_cast<std::size_t>(kefu_asset_${number}_end - kefu_asset_${number})}, \"${hash}\"},\n")
endforeach()
string(APPEND code
  "\nnamespace bot {\n\nconst std::vector<WebAsset>& web_assets()\n{\n"
  "    static const std::vector<WebAsset> assets = {\n${table}    };\n    return assets;\n}\n\n}  // namespace bot\n")
if(EXISTS "${OUT}")
  file(READ "${OUT}" before)
endif()
if(NOT "${before}" STREQUAL "${code}")
  file(WRITE "${OUT}" "${code}")
endif()
